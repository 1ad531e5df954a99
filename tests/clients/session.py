"""A session of two Python clients written for Braze, unchanged but for the base URL.

The URL is the first argument; what was answered goes to stdout as one JSON object. Both clients call
their package `braze`, so the second argument says which of them is installed where Python looks.
"""

import json
import sys

url, which = sys.argv[1:3]
campaign_id = "d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10"


def attempt(error, call, *arguments, **more):
    """What a call returns, or what its error says."""
    try:
        return call(*arguments, **more)
    except error as refused:
        return " ".join(map(str, refused.args))


def edx():
    from braze.client import BrazeClient
    from braze.exceptions import BrazeClientError

    braze = BrazeClient(api_key="sandbox", api_url=url, app_id="storefront")
    alias = {"alias_label": "shop", "alias_name": "user-2@example.com"}
    braze.track_user(
        attributes=[
            {"external_id": "user-1", "email": "user-1@example.com"},
            {"user_alias": alias, "email": "user-2@example.com"},
        ],
        events=[{"external_id": "user-1", "name": "order_viewed", "time": "2026-01-05"}],
    )
    recipients = braze.create_recipients("shop", {"user-2@example.com": 2, "user-3@example.com": 3})
    mail = (["user-1@example.com"], "Hi", "<p>Hi</p>", "Shop <shop@example.com>")
    return {
        "found": braze.get_braze_external_id("user-1@example.com"),
        "identified": braze.get_braze_external_id("user-2@example.com"),
        "send": braze.send_email(*mail),
        # It names a campaign and no message of it: Braze refuses that.
        "tracked": attempt(BrazeClientError, braze.send_email, *mail, campaign_id=campaign_id),
        "trigger": braze.send_campaign_message("welcome-back", recipients=list(recipients.values())),
        "triggered_api": attempt(
            BrazeClientError, braze.send_campaign_message, campaign_id, emails=["user-1@example.com"]
        ),
        "other_key": attempt(
            BrazeClientError, BrazeClient("other", url, "storefront").get_braze_external_id, "a@b.example"
        ),
    }


def dtl():
    from braze.client import BrazeClient, BrazeClientError

    braze = BrazeClient(api_key="sandbox", api_url=url)
    return {
        "track": braze.user_track(
            # One object where Braze documents a list.
            attributes={"external_id": "user-1", "email": "user-1@example.com"},
            events=[{"external_id": "user-1", "name": "order_viewed", "time": "2026-01-05T10:00:00Z"}],
        ),
        "export": braze.user_export(external_ids=["user-1"], fields_to_export=["email"]),
        "schedule": braze.campaign_trigger_schedule_create(
            "welcome-back", {"time": "2099-01-01T09:00:00Z"}, recipients=[{"external_user_id": "user-1"}]
        ),
        "refused": attempt(
            BrazeClientError,
            braze.campaign_trigger_schedule_create,
            "nobody",
            {"time": "2099-01-01"},
            recipients=[{"external_user_id": "user-1"}],
        ),
    }


print(json.dumps({"edx-braze-client": edx, "braze-client": dtl}[which]()))
