using System.Text.Json;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Receipts;
using NextModel.Web.Formatting;

namespace NextModel.Web.Dashboard.AuditTrails;

/// <summary>One member that an entry of the audit trail changed.</summary>
/// <param name="Name">The member.</param>
/// <param name="Before">What it was; empty where it was not there.</param>
/// <param name="After">What it is since; empty where it is no more.</param>
public sealed record AuditChange(string Name, string Before, string After)
{
    private const int Longest = 120;

    /// <summary>What differs between before and after, in the order of the entry.</summary>
    public static IReadOnlyList<AuditChange> Of(AdminObject entry)
    {
        var before = entry.Members("before");
        var after = entry.Members("after");
        var names = before.Select(member => member.Name).Concat(after.Select(member => member.Name)).Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => new AuditChange(name, Show(before, name), Show(after, name))).Where(change => change.Before != change.After)];
    }

    private static string Show(IReadOnlyList<(string Name, AdminObject Value)> members, string name)
    {
        var value = members.FirstOrDefault(member => member.Name == name).Value.Json;
        var text = VisibleText.Of(value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : ShownReceipt.Scalar(value));
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }
}
