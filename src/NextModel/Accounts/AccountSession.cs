namespace NextModel.Accounts;

/// <summary>A browser that signed in. It holds no role: what it may see is looked up at each request.</summary>
/// <param name="Id"><c>ses_</c> and 32 hex digits.</param>
/// <param name="Digest">Digest of its token, 32 bytes; the token is known to its browser only.</param>
/// <param name="Method">How it signed in.</param>
/// <param name="From">From where.</param>
public sealed record AccountSession(string Id, byte[] Digest, SignInMethod Method, SignInPlace From)
{
    /// <summary>The longest a session lasts.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(12);

    /// <summary>The longest it lasts unused.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromMinutes(30);

    /// <summary>How long somebody may take to type the code of the second factor.</summary>
    public static TimeSpan LongestPending { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whose it is; null for one of the operator or of a management key.</summary>
    public string? AccountId { get; init; }

    /// <summary>The management key it signed in with; null, with the account null too, for the operator.</summary>
    public string? ManagementKeyId { get; init; }

    /// <summary>The password was right, and the second factor is still asked for: it may see nothing.</summary>
    public bool IsPending { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last asked for something, to the minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it was signed out; null while it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True while it may be used.</summary>
    public bool IsLive(DateTimeOffset now) =>
        EndedAt is null && now - CreatedAt < (IsPending ? LongestPending : Longest) && now - LastSeenAt < Idle;
}
