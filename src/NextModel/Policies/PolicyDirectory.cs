using System.Collections.Frozen;
using NextModel.Identity;

namespace NextModel.Policies;

/// <summary>The policies in force, by the id of what they rule. Reads never lock; a change replaces the whole table.</summary>
public sealed class PolicyDirectory
{
    // Null while there is no policy at all: then that is all a request asks.
    private volatile FrozenDictionary<string, CompiledPolicy>? _byScope;

    /// <summary>All policies, oldest first.</summary>
    public IEnumerable<CompiledPolicy> All => (_byScope?.Values ?? []).OrderBy(p => p.Policy.WireId, StringComparer.Ordinal);

    /// <summary>The policies over a caller's requests; an empty chain when there are none.</summary>
    public PolicyChain ChainOf(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return _byScope is { } byScope
            ? new PolicyChain(
                byScope.GetValueOrDefault(caller.Organization.Id),
                byScope.GetValueOrDefault(caller.Team.Id),
                byScope.GetValueOrDefault(caller.Project.Id),
                byScope.GetValueOrDefault(caller.Key.Id))
            : default;
    }

    /// <summary>The policy of one organization, team, project or key; null when it has none.</summary>
    public CompiledPolicy? Find(string scopeId) => _byScope?.GetValueOrDefault(scopeId);

    public CompiledPolicy? Find(Guid id) => _byScope?.Values.FirstOrDefault(p => p.Policy.Id == id);

    /// <summary>What some policy with this very text says; null when none has it.</summary>
    internal PolicyDocument? DocumentOf(string text) => _byScope?.Values.FirstOrDefault(p => p.Policy.Text == text)?.Document;

    /// <summary>Changed by the holder of <see cref="TenancyChanges"/> only, one at a time.</summary>
    internal void Put(CompiledPolicy policy) => Replace(table => table[policy.Policy.ScopeId] = policy);

    internal void Remove(string scopeId) => Replace(table => table.Remove(scopeId));

    private void Replace(Action<Dictionary<string, CompiledPolicy>> change)
    {
        var table = _byScope?.ToDictionary(StringComparer.Ordinal) ?? new Dictionary<string, CompiledPolicy>(StringComparer.Ordinal);
        change(table);
        _byScope = table.Count == 0 ? null : table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
