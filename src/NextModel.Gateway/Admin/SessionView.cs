using NextModel.Accounts;

namespace NextModel.Gateway.Admin;

/// <summary>A session as the admin API shows it.</summary>
public sealed record SessionView
{
    public required string Id { get; init; }

    /// <summary><c>password</c>, <c>second_factor</c>, <c>recovery_code</c>, <c>single_sign_on</c>, <c>link</c> or <c>key</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Network address it signed in from.</summary>
    public required string Address { get; init; }

    /// <summary>What the browser calls itself.</summary>
    public required string Agent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To the minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    public static SessionView Of(AccountSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionView
        {
            Id = session.Id,
            Method = Wire(session.Method),
            Address = session.From.Address,
            Agent = session.From.Agent,
            CreatedAt = session.CreatedAt,
            LastSeenAt = session.LastSeenAt,
        };
    }

    private static string Wire(SignInMethod method) => method switch
    {
        SignInMethod.Password => "password",
        SignInMethod.SecondFactor => "second_factor",
        SignInMethod.RecoveryCode => "recovery_code",
        SignInMethod.SingleSignOn => "single_sign_on",
        SignInMethod.Link => "link",
        _ => "key",
    };
}
