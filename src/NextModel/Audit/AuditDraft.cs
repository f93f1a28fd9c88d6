namespace NextModel.Audit;

/// <summary>One change as it is told to the audit trail, before it has a place in the chain.</summary>
/// <param name="Actor">Who, from where.</param>
/// <param name="Action">What, such as <c>key.revoke</c>: kind of object, dot, verb.</param>
/// <param name="Target">Id of the object.</param>
/// <param name="Organization">Id of the organization it belongs to; empty for what belongs to the installation.</param>
/// <param name="At">When.</param>
public sealed record AuditDraft(AuditActor Actor, string Action, string Target, string Organization, DateTimeOffset At)
{
    /// <summary>The object before, as a JSON object without secrets; null when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>The object afterwards, as a JSON object without secrets; null when it is gone.</summary>
    public string? After { get; init; }
}
