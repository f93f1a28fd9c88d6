using NextModel.Credentials;

namespace NextModel.Policies;

/// <summary>What a policy says, read and checked. Its members are described in docs/reference/policy-schema.md.</summary>
/// <param name="Aliases">Names that stand for models, each once; none refers to itself, directly or through others.</param>
/// <param name="Rules">In order: the first that matches a request decides.</param>
/// <param name="DeniesUnmatched">True refuses a request that no rule matches (<c>default: deny</c>).</param>
public sealed record PolicyDocument(IReadOnlyList<PolicyAlias> Aliases, IReadOnlyList<PolicyRule> Rules, bool DeniesUnmatched)
{
    /// <summary>Whose credentials requests may go out under where the rule that decides does not say; null leaves that to wider policies.</summary>
    public CredentialUse? Credentials { get; init; }

    /// <summary>The number of the format, in the member <c>policy</c>.</summary>
    public const int Format = 1;

    /// <summary>Longest text of a document, in characters.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Most rules of one document.</summary>
    public const int MaxRules = 500;

    /// <summary>Most names in one list, and most targets of an alias or route once its aliases are resolved.</summary>
    public const int MaxNames = 100;
}
