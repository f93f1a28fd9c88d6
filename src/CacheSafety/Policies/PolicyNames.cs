using System.Globalization;
using CacheSafety.Cases;
using CacheSafety.Embedding;

namespace CacheSafety.Policies;

/// <summary>Policies by the names the command line knows.</summary>
public static class PolicyNames
{
    /// <summary>Those that need no embedder, from nothing to the most daring; the rungs of the recommendation.</summary>
    public static IReadOnlyList<ICachePolicy> Ladder { get; } =
    [
        new OffPolicy(),
        new RoomPolicy("exact", sameBytesOnly: true),
        new RoomPolicy("exact+canonical"),
        new RoomPolicy("exact+canonical+neutral", rewrite: NeutralFields.Without),
    ];

    /// <summary>What can be written for a policy.</summary>
    public static string Known { get; } =
        string.Join(", ", Ladder.Select(policy => policy.Name)) + ", semantic@T, semantic+guard@T, " + string.Join(", ", KnownBadPolicies.All.Select(policy => policy.Name));

    public static bool IsSemantic(string name) => name.StartsWith("semantic", StringComparison.Ordinal);

    /// <summary>The policy of a name; null for an unknown one.</summary>
    /// <param name="name">As in <see cref="Known"/>.</param>
    /// <param name="vectors">For semantic ones.</param>
    /// <param name="text">What they embed.</param>
    public static ICachePolicy? Find(string name, VectorTable? vectors, Func<CaseRequest, string> text)
    {
        if (!IsSemantic(name))
        {
            return Ladder.Concat(KnownBadPolicies.All).FirstOrDefault(policy => policy.Name == name);
        }

        var isGuarded = name.StartsWith("semantic+guard@", StringComparison.Ordinal);
        var number = name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..];
        return vectors is not null && (isGuarded || name.StartsWith("semantic@", StringComparison.Ordinal))
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) && threshold is > 0 and <= 1
                ? new SemanticPolicy(vectors, threshold, isGuarded, text)
                : null;
    }

    /// <summary>Every text of the cases that a semantic policy asks for.</summary>
    public static IEnumerable<string> Texts(IEnumerable<Case> cases, Func<CaseRequest, string> text) =>
        cases.SelectMany(one => new[] { text(one.Old), text(one.New) });

    /// <summary>What of a request is embedded, by the word for it; null for an unknown word.</summary>
    public static Func<CaseRequest, string>? TextOf(string word) => word switch
    {
        "last-user" => RequestText.LastUser,
        "conversation" => RequestText.Conversation,
        _ => null,
    };
}
