using System.Text;
using CacheSafety.Cases;

namespace CacheSafety.BlackBox;

/// <summary>API keys by scope. A scope without a key of its own cannot be asked, and its cases are listed as not run.</summary>
/// <param name="home">The scope that the plain key is for.</param>
/// <param name="plain">Key of <paramref name="home"/>; null for none, where a target wants none.</param>
/// <param name="find">The other keys by their variable's name.</param>
public sealed class KeyRing(RequestScope home, string? plain, Func<string, string?> find)
{
    public const string Plain = "CSB_KEY";

    /// <summary>
    /// The key: <c>CSB_KEY_TENANT_PROJECT_KEY_UPSTREAM</c>, else without the upstream where that is the platform, else, for the first key of a
    /// project, <c>CSB_KEY_TENANT_PROJECT</c>, else, for the home scope, <c>CSB_KEY</c>. Null when there is none; empty for a target that wants none.
    /// </summary>
    public string? Find(RequestScope scope)
    {
        foreach (var name in Names(scope))
        {
            if (find(name) is { } key)
            {
                return key;
            }
        }

        return scope == home ? plain ?? "" : null;
    }

    /// <summary>What is missing to ask in both scopes of a case, in a word of <c>requires</c>; null when nothing is.</summary>
    internal string? WhyNot(Case one, ProbeOptions options)
    {
        foreach (var scope in new[] { one.Old.Scope, one.New.Scope })
        {
            // With a switch the same key goes to another account.
            if (Find(scope) is null && (options.SwitchUpstream is null || Find(scope with { Upstream = "platform" }) is null))
            {
                return scope.Upstream == "platform" ? "multi_key" : "upstream_switch";
            }
        }

        return null;
    }

    /// <summary>Variables in which the key of a scope may stand, the narrowest first.</summary>
    public static IEnumerable<string> Names(RequestScope scope)
    {
        var project = $"{Plain}_{Word(scope.Tenant)}_{Word(scope.Project)}";
        yield return $"{project}_{Word(scope.Key)}_{Word(scope.Upstream)}";
        if (scope.Upstream != "platform")
        {
            yield break;
        }

        yield return $"{project}_{Word(scope.Key)}";
        // Two keys of one project are told apart only where both are given.
        if (!scope.Key.EndsWith("-b", StringComparison.Ordinal))
        {
            yield return project;
        }
    }

    /// <summary>The scope that most cases ask in.</summary>
    public static RequestScope HomeOf(IReadOnlyList<Case> cases) =>
        cases.SelectMany(one => new[] { one.Old.Scope, one.New.Scope }).GroupBy(scope => scope).MaxBy(group => group.Count())!.Key;

    private static string Word(string text)
    {
        var word = new StringBuilder(text.Length);
        foreach (var letter in text.ToUpperInvariant())
        {
            word.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        return word.ToString();
    }
}
