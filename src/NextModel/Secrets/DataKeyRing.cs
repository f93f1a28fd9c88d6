using System.Collections.Concurrent;

namespace NextModel.Secrets;

/// <summary>The data keys of the organizations this process serves.</summary>
public sealed class DataKeyRing
{
    private readonly ConcurrentDictionary<string, DataKey> _keys = new(StringComparer.Ordinal);

    public void Add(string organizationId, DataKey key) => _keys[organizationId] = key;

    /// <summary>The organization's key; null when it is not known or was destroyed.</summary>
    public DataKey? Find(string organizationId) => _keys.GetValueOrDefault(organizationId);
}
