using System.Collections.Concurrent;

namespace NextModel.Identity;

/// <summary>When keys were last used, gathered without locks and written to the store now and then.</summary>
internal sealed class LastUse
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, DateTimeOffset> _unsaved = new(StringComparer.Ordinal);

    /// <summary>Notes that a key was used.</summary>
    public void Touch(string keyId, DateTimeOffset now)
    {
        // Once a minute is enough for a person who asks whether a key is still in use, and spares a write per request.
        if (!_lastUsed.TryGetValue(keyId, out var earlier) || now - earlier >= TimeSpan.FromMinutes(1))
        {
            _lastUsed[keyId] = now;
            _unsaved[keyId] = now;
        }
    }

    /// <summary>The last use since the start of the process; null when there was none.</summary>
    public DateTimeOffset? Find(string keyId) => _lastUsed.TryGetValue(keyId, out var at) ? at : null;

    /// <summary>What was noted since the last call.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Take() =>
        Interlocked.Exchange(ref _unsaved, new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal));
}
