namespace NextModel.Audit;

/// <summary>What an entry of the trail tells of: enough to read again what it changed.</summary>
/// <param name="Action">Kind of object, dot, verb: <c>key.revoke</c>.</param>
/// <param name="Target">Id of the object.</param>
/// <param name="Organization">Id of its organization; empty for the installation's own.</param>
public readonly record struct AuditedChange(string Action, string Target, string Organization)
{
    /// <summary>The kind of object: <c>key</c>.</summary>
    public string Kind => Action[..Math.Max(Action.IndexOf('.', StringComparison.Ordinal), 0)];
}
