namespace NextModel.Accounts;

/// <summary>What else becomes true with a change of an account, in the same transaction.</summary>
public sealed record AccountEffects
{
    public static AccountEffects None { get; } = new();

    /// <summary>Its sessions end, all but <see cref="KeptSession"/>.</summary>
    public bool EndsSessions { get; init; }

    /// <summary>The one session that goes on; null for none.</summary>
    public string? KeptSession { get; init; }

    /// <summary>Digests of the recovery codes it has from now on; null leaves them.</summary>
    public IReadOnlyList<byte[]>? RecoveryCodes { get; init; }

    /// <summary>The reset link it has from now on; null leaves the one there is.</summary>
    public ResetLink? Reset { get; init; }

    /// <summary>The reset link that was used up; the change fails when it is not there any more.</summary>
    public ResetLink? UsedReset { get; init; }

    /// <summary>An identity that signs it in from now on.</summary>
    public ExternalIdentity? Identity { get; init; }
}
