using NextModel.Accounts;

namespace NextModel.Storage.Sql.Accounts;

/// <summary>A row of <c>sessions</c>.</summary>
internal sealed record SessionRow
{
    public const string Columns =
        "id Id, digest Digest, account AccountId, management_key ManagementKeyId, method Method, is_pending IsPending, locale Locale, address Address, network Network, "
        + "agent Agent, created_at CreatedAt, last_seen_at LastSeenAt, ended_at EndedAt";

    public string Id { get; init; } = "";

    public byte[] Digest { get; init; } = [];

    public string? AccountId { get; init; }

    public string? ManagementKeyId { get; init; }

    public long Method { get; init; }

    public bool IsPending { get; init; }

    public string Locale { get; init; } = "";

    public string Address { get; init; } = "";

    public string Network { get; init; } = "";

    public string Agent { get; init; } = "";

    public long CreatedAt { get; init; }

    public long LastSeenAt { get; init; }

    public long? EndedAt { get; init; }

    public static SessionRow Of(AccountSession session) => new()
    {
        Id = session.Id,
        Digest = session.Digest,
        AccountId = session.AccountId,
        ManagementKeyId = session.ManagementKeyId,
        Method = (long)session.Method,
        IsPending = session.IsPending,
        Locale = session.From.Locale,
        Address = session.From.Address,
        Network = session.From.Network,
        Agent = session.From.Agent,
        CreatedAt = session.CreatedAt.ToUnixTimeMilliseconds(),
        LastSeenAt = session.LastSeenAt.ToUnixTimeMilliseconds(),
        EndedAt = session.EndedAt?.ToUnixTimeMilliseconds(),
    };

    public AccountSession ToSession() => new(Id, Digest, (SignInMethod)Method, new SignInPlace(Address, Network, Agent, Locale))
    {
        AccountId = AccountId,
        ManagementKeyId = ManagementKeyId,
        IsPending = IsPending,
        CreatedAt = Moments.At(CreatedAt),
        LastSeenAt = Moments.At(LastSeenAt),
        EndedAt = Moments.Of(EndedAt),
    };
}
