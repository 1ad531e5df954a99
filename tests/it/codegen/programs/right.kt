import campaigns.N2fa
import campaigns.OrderShipped
import campaigns.Variations
import campaigns.Workspace

fun main() {
    val workspace = Workspace.named("production") ?: error("another workspace")
    val params = OrderShipped.Params(order = "A-1", count = 2, weight = 0.5, express = true)
    val order = OrderShipped.of(workspace, params)
    check(N2fa.of(Workspace.LOCAL) == null)
    val ids = Variations(email = order.ids.emailB, sms = order.ids.sms).asMap()
    val wire = order.params.asMap()
    println(
        "${order.ids.campaignId} email=${ids["email"]} sms=${ids["sms"]}" +
            " order=${wire["order"]} count=${wire["count"]} ios=${order.ids.ios ?: "none"}",
    )
}
