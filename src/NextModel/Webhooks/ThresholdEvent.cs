using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NextModel.Audit;
using NextModel.Billing;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Webhooks;

/// <summary>The event <c>budget.threshold_reached</c>.</summary>
internal static class ThresholdEvent
{
    public const string Type = "budget.threshold_reached";

    public static WebhookEvent Of(BudgetCrossing crossing, int percent, Organization organization, DateTimeOffset now)
    {
        var budget = crossing.Budget;
        var id = Id(budget.Id, crossing.Window.Key, percent);
        var body = AuditFacts.Write(json =>
        {
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, Type);
            json.WriteString("created_at"u8, now);
            json.WriteString("organization_id"u8, organization.Id);
            json.WriteStartObject("data"u8);
            json.WriteNumber("threshold_percent"u8, percent);
            json.WriteString("used"u8, Money.FormatNanos(crossing.UsedNano));
            json.WriteString("limit"u8, Money.FormatNanos(budget.LimitNano));
            json.WriteString("currency"u8, organization.Currency);
            json.WriteMoment("window_started_at", crossing.Window.Start.ToUniversalTime());
            json.WriteMoment("resets_at", crossing.Window.End?.ToUniversalTime());
            json.WriteStartObject("budget"u8);
            json.WriteString("id"u8, budget.WireId);
            json.WriteString("name"u8, budget.Name);
            json.WriteString("scope"u8, LimitWords.Of(budget.Scope));
            json.WriteString("scope_id"u8, budget.ScopeId);
            json.WriteString("model"u8, budget.Model);
            json.WriteString("workload"u8, budget.Workload);
            json.WriteString("window"u8, LimitWords.Of(budget.Period));
            json.WriteString("time_zone"u8, budget.TimeZone);
            json.WriteBoolean("hard"u8, budget.IsHard);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return new WebhookEvent(id, organization.Id, Type, body, now);
    }

    /// <summary>The same for the same budget, window and threshold, whoever computes it and when.</summary>
    public static string Id(Guid budget, long window, int percent)
    {
        Span<byte> facts = stackalloc byte[16 + sizeof(long) + sizeof(int)];
        budget.TryWriteBytes(facts, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(facts[16..], window);
        BinaryPrimitives.WriteInt32BigEndian(facts[24..], percent);
        return "evt_" + Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(Type), .. facts]).AsSpan(0, 16));
    }
}
