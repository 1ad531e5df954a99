import campaigns
from campaigns import ApplePushId, CampaignId, Variations, Workspace

params = campaigns.OrderShippedParams(order="A-1", count=2, weight=0.5, express=True)
order = campaigns.order_shipped(Workspace.PRODUCTION, params)
a = Variations(sms=order.ids.email_a)  # WRONG
b = Variations(sms=order.ids.sms)
c = Variations(email="v-email-a")  # WRONG
d = campaigns.OrderShippedParams(order="A-1", weight=0.5, express=True)  # WRONG
e = campaigns.order_shipped("production", params)  # WRONG
f: ApplePushId = order.ids.ios  # WRONG
g: CampaignId = order.ids.sms  # WRONG
h = order.ids.old  # WRONG
i = campaigns.OrderShippedParams(order="A-1", count="2", weight=0.5, express=True)  # WRONG
