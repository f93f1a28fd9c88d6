using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Web.SignIn;

/// <summary>
/// Browsers that are signed in, in memory: a restart signs them out. A session ends 12 hours after it began or 2 hours after it was last
/// used. Only digests of tokens are kept.
/// </summary>
internal sealed class Sessions(TimeProvider time)
{
    /// <summary>The longest a session lasts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>The longest it lasts unused.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    private const int TokenBytes = 32;
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<UInt128, Session> _sessions = new();

    /// <summary>Begins a session and returns its token: 256 random bits, shown to nobody but its browser.</summary>
    public string Begin(Session session)
    {
        if (_sessions.Count >= Most)
        {
            RemoveEnded();
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        _sessions[Digest(token)] = session;
        return token;
    }

    /// <summary>The session of a token, marked as used; null when there is none or it has ended.</summary>
    public Session? Find(string? token)
    {
        if (token is not { Length: > 0 and <= 100 } || !_sessions.TryGetValue(Digest(token), out var session))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (HasEnded(session, now))
        {
            _sessions.TryRemove(Digest(token), out _);
            return null;
        }

        var used = session with { LastSeenAt = now };
        return _sessions.TryUpdate(Digest(token), used, session) ? used : _sessions.GetValueOrDefault(Digest(token));
    }

    /// <summary>The same without marking it as used: what only goes on by itself keeps no session alive.</summary>
    public Session? Peek(string? token) =>
        token is { Length: > 0 and <= 100 } && _sessions.TryGetValue(Digest(token), out var session) && !HasEnded(session, time.GetUtcNow()) ? session : null;

    /// <summary>Ends a session; nothing when there is none.</summary>
    public void End(string token) => _sessions.TryRemove(Digest(token), out _);

    // 128 bits of the digest: nobody can search for a token that meets one.
    private static UInt128 Digest(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    private static bool HasEnded(Session session, DateTimeOffset now) => now - session.CreatedAt >= Longest || now - session.LastSeenAt >= Idle;

    private void RemoveEnded()
    {
        var now = time.GetUtcNow();
        foreach (var (digest, session) in _sessions)
        {
            if (HasEnded(session, now))
            {
                _sessions.TryRemove(digest, out _);
            }
        }
    }
}
