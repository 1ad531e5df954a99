import campaigns
from campaigns import Variations, Workspace

workspace = Workspace("production")
params = campaigns.OrderShippedParams(order="A-1", count=2, weight=0.5, express=True)
order = campaigns.order_shipped(workspace, params)
variations = Variations(email=order.ids.email_b, sms=order.ids.sms).as_dict()
wire = order.params.as_dict()
assert list(wire) == ["count", "express", "order", "weight"]
assert campaigns.n2fa(Workspace.LOCAL) is None
print(
    order.ids.campaign_id,
    *(f"{channel}={id}" for channel, id in variations.items()),
    f"order={wire['order']} count={wire['count']} ios={str(order.ids.ios).lower()}",
)
