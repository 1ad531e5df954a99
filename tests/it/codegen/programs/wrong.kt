import campaigns.ApplePushId
import campaigns.CampaignId
import campaigns.OrderShipped
import campaigns.Variations
import campaigns.Workspace

fun main() {
    val params = OrderShipped.Params(order = "A-1", count = 2, weight = 0.5, express = true)
    val order = OrderShipped.of(Workspace.PRODUCTION, params)
    println(Variations(sms = order.ids.emailA)) // WRONG
    println(Variations(sms = order.ids.sms))
    println(Variations(email = "v-email-a")) // WRONG
    println(OrderShipped.of(Workspace.PRODUCTION)) // WRONG
    val f: ApplePushId = order.ids.ios // WRONG
    val g: CampaignId = order.ids.sms // WRONG
    println(order.ids.old) // WRONG
    println(OrderShipped.Params(order = "A-1", count = "2", weight = 0.5, express = true)) // WRONG
}
