using NextModel.Json;

namespace CacheSafety.Cases;

/// <summary>Whether a label agrees with the requests it stands on. A wrong label is worse than a missing case.</summary>
internal static class CaseChecks
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static void Check(Case read, int line, List<CaseProblem> problems)
    {
        foreach (var (field, message) in Findings(read))
        {
            problems.Add(new CaseProblem(line, field, message));
        }
    }

    private static IEnumerable<(string Field, string Message)> Findings(Case read)
    {
        var label = read.Label;
        var sameBytes = read.Old.Body.Span.SequenceEqual(read.New.Body.Span);
        var sameScope = read.Old.Scope == read.New.Scope;
        if (label.Reusable != (label.Equivalence != Equivalence.None))
        {
            yield return ("label.equivalence", $"is '{Words.Of(label.Equivalence)}' while reusable is {(label.Reusable ? "true" : "false")}: what may be reused has a tier, what may not has 'none'.");
        }

        if (label.Reusable != (label.Severity == Severity.None))
        {
            yield return ("label.severity", label.Reusable
                ? $"is '{Words.Of(label.Severity)}' for a case that is reusable: it must be 'none'."
                : "is 'none' for a case that is not reusable: say how bad the old answer would be.");
        }

        if (label.MustHit && !(label.Reusable && sameBytes && sameScope && read.Elapsed < Day))
        {
            yield return ("label.must_hit", "is true, but only the same bytes in the same scope within 24 hours must hit.");
        }

        if (label.Equivalence == Equivalence.Byte && !sameBytes)
        {
            yield return ("label.equivalence", "is 'byte', but the two bodies differ in their bytes.");
        }

        if (label.Equivalence == Equivalence.Json && (sameBytes || !IsSameValue(read.Old.Body, read.New.Body)))
        {
            yield return ("label.equivalence", sameBytes ? "is 'json', but the bytes are the same: that is 'byte'." : "is 'json', but the two bodies are not the same JSON value.");
        }

        var nothingDiffers = read.Old.IsSameAs(read.New) && read.Elapsed <= Day;
        if (!label.Reusable && read.IsGated && nothingDiffers)
        {
            yield return ("label.reusable", "is false, but the two requests have the same bytes, scope and headers within 24 hours: no exact cache can tell. Put it in the suite 'advisory'.");
        }

        if (read.Suite == Suite.Scope && sameScope)
        {
            yield return ("scope", "is the same for both requests in the suite 'scope'.");
        }

        if (read.Suite == Suite.Scope && label.ScopeRule is null)
        {
            yield return ("label.scope_rule", "is missing in the suite 'scope': name the boundary, one of tenant, project, key, upstream.");
        }

        if (read.Suite == Suite.Control && read.Old.Headers.Count + read.New.Headers.Count == 0)
        {
            yield return ("headers", "has nothing in the suite 'control': give the cache directive.");
        }

        if (read.Suite == Suite.Freshness && read.Elapsed <= Day)
        {
            yield return ("elapsed_s", $"is {(long)read.Elapsed.TotalSeconds} in the suite 'freshness', which is about more than 86400.");
        }
    }

    /// <summary>The same JSON value, however it is spelled; numbers compared as decimals.</summary>
    public static bool IsSameValue(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) =>
        Canonical(one) is { } x && Canonical(other) is { } y && x.AsSpan().SequenceEqual(y);

    private static byte[]? Canonical(ReadOnlyMemory<byte> text)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(text, JsonLimits.Upstream, out _))
            {
                return null;
            }

            using var bytes = new PooledBuffer();
            CanonicalJson.Write(tape.Root, bytes, CanonicalNumbers.Decimals);
            return bytes.Written.ToArray();
        }
        finally
        {
            tape.Return();
        }
    }
}
