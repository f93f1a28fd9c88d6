using NextModel.Errors;

namespace NextModel.Policies;

/// <summary>Asks the policies over a request, narrowest first, so that the wider one has the last word (docs/concepts/policies.md).</summary>
/// <remarks>
/// In each policy the first rule that matches decides. A policy is asked about the name the caller sent, as far as it knows that name, and
/// about each model that a narrower policy brought in, as if the caller had named that: so an alias or a route of a project is no way
/// around a rule of its organization.
/// </remarks>
public sealed class PolicyEvaluator
{
    // A route of many models can bring many rules in; a receipt stays a page.
    private const int MostAlsoMatched = 16;

    private readonly PolicyChain _chain;
    private readonly PolicyQuestion _question;
    private readonly NamedModel _asked;
    private readonly int _aliasLevel;
    private readonly IReadOnlyList<NamedModel>? _stands;
    private readonly List<RuleMatch> _matches;
    private List<PolicyCandidate>? _candidates;
    private List<(string, TargetRejection)>? _dropped;
    private RuleMatch? _routedBy;
    private RuleMatch? _deniedBy;
    private RouteStrategy? _strategy;

    private PolicyEvaluator(PolicyChain chain, PolicyQuestion question)
    {
        _chain = chain;
        _question = question;
        _asked = NamedModel.Find(question.Models, question.Model);
        _aliasLevel = chain.FindAlias(question.Model, chain.Count - 1);
        _stands = _aliasLevel < 0 ? null : Names(question.Model, _aliasLevel);
        _matches = new List<RuleMatch>(chain.Count);
    }

    /// <summary>The decision; null when there is no policy.</summary>
    public static PolicyDecision? Decide(PolicyChain chain, PolicyQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (chain.IsEmpty)
        {
            return null;
        }

        var evaluator = new PolicyEvaluator(chain, question);
        for (var level = chain.Count - 1; level >= 0 && evaluator._deniedBy is null; level--)
        {
            evaluator.Ask(level);
        }

        return evaluator.Conclude();
    }

    private void Ask(int level)
    {
        var policy = _chain[level];
        var brought = _candidates;
        var visible = _aliasLevel < 0 || _asked.Entry is not null || _chain.FindAlias(_question.Model, level) >= 0;
        if (visible)
        {
            var match = RuleMatch.First(policy, _question, _asked, _stands);
            _matches.Insert(0, match);
            if (match.Denies)
            {
                _deniedBy = match;
                return;
            }

            if (match.Rule?.Route is { } route)
            {
                _strategy ??= route.Strategy;
                _routedBy ??= match;
                if (route.Targets.Count > 0)
                {
                    brought = Choose(match, Targets(route, level), brought);
                }
            }
        }

        if (_candidates is null && level == _aliasLevel)
        {
            _candidates = [.. _stands!.Select(named => new PolicyCandidate(named, 1, []))];
        }
        else if (brought is not null)
        {
            AskAboutCandidates(policy, level, brought);
        }
    }

    // What a narrower policy chose must be among what this one offers; if none of it is, this one's targets are taken.
    private List<PolicyCandidate>? Choose(RuleMatch match, List<PolicyCandidate> offered, List<PolicyCandidate>? brought)
    {
        var kept = brought?.Where(c => offered.Any(o => Covers(o.Named, c.Named))).ToList();
        if (kept is { Count: > 0 })
        {
            foreach (var candidate in brought!.Except(kept))
            {
                Drop(candidate, $"{match.Where} sends the request elsewhere");
            }

            _candidates = kept;
            return kept;
        }

        foreach (var candidate in brought ?? [])
        {
            Drop(candidate, $"{match.Where} sends the request elsewhere");
        }

        (_candidates, _routedBy, _strategy) = (offered, match, match.Rule!.Route!.Strategy);
        return null;
    }

    private void AskAboutCandidates(CompiledPolicy policy, int level, List<PolicyCandidate> brought)
    {
        var asked = new List<PolicyCandidate>(brought.Count);
        foreach (var candidate in brought)
        {
            var match = RuleMatch.First(policy, _question, candidate.Named, null);
            if (match.Denies)
            {
                Drop(candidate, $"{match.Where} refuses requests for it");
                continue;
            }

            if (match.Rule?.Route is { Targets.Count: > 0 } route && Targets(route, level) is var offered
                && !offered.Any(o => Covers(o.Named, candidate.Named)))
            {
                Drop(candidate, $"{match.Where} sends requests for it elsewhere");
                asked.AddRange(offered.Where(o => asked.TrueForAll(a => a.Named != o.Named)).Select(o => o with { Rules = [match] }));
                continue;
            }

            asked.Add(match.Rule is null && !match.LimitsCredentials ? candidate : candidate with { Rules = [.. candidate.Rules, match] });
        }

        _candidates = asked;
    }

    private PolicyDecision Conclude()
    {
        var caps = PolicyCaps.None.And(_matches);
        for (var i = 0; i < (_candidates?.Count ?? 0); i++)
        {
            caps = caps.And(_candidates![i].Rules);
        }

        var mark = Mark();
        return new PolicyDecision
        {
            Asked = _asked,
            Stands = _stands,
            Refusal = _deniedBy is { } denied ? Denied(denied) : _candidates is { Count: 0 } ? NoneLeft() : null,
            Mark = mark,
            AlsoMatched = AlsoMatched(mark) ?? [],
            Matches = _matches,
            Candidates = _candidates,
            Dropped = _dropped ?? [],
            Strategy = _strategy ?? RouteStrategy.Priority,
            RoutedBy = _routedBy,
            MaxOutputTokens = caps.MaxOutputTokens,
            MaxTemperature = caps.MaxTemperature,
            AllowsCache = caps.AllowsCache,
            LeavesTargetsAlone = _candidates is null && caps.LeavesTargetsAlone,
        };
    }

    private PolicyMark Mark()
    {
        if ((_deniedBy ?? _routedBy) is { } deciding)
        {
            return deciding.Mark;
        }

        for (var i = _matches.Count - 1; i >= 0; i--)
        {
            if (_matches[i].Rule is not null)
            {
                return _matches[i].Mark;
            }
        }

        return _aliasLevel >= 0 ? _chain[_aliasLevel].MarkOf(_question.Model) : _chain[_chain.Count - 1].Unmatched;
    }

    private List<PolicyMark>? AlsoMatched(PolicyMark mark)
    {
        List<PolicyMark>? also = null;
        Note(_matches, mark, ref also);
        for (var i = 0; i < (_candidates?.Count ?? 0); i++)
        {
            Note(_candidates![i].Rules, mark, ref also);
        }

        // What matched the request itself stands in order already.
        if (_candidates is not null)
        {
            also?.Sort((a, b) => LevelOf(a).CompareTo(LevelOf(b)));
        }

        return also;
    }

    private void Note(IReadOnlyList<RuleMatch> matches, PolicyMark mark, ref List<PolicyMark>? also)
    {
        for (var i = 0; i < matches.Count; i++)
        {
            var match = matches[i];
            if (match.Rule is not null && !ReferenceEquals(match.Mark, mark) && also?.Contains(match.Mark) != true && (also?.Count ?? 0) < MostAlsoMatched)
            {
                (also ??= new List<PolicyMark>(_chain.Count)).Add(match.Mark);
            }
        }
    }

    private int LevelOf(PolicyMark mark)
    {
        var level = 0;
        while (_chain[level].Policy.Id != mark.PolicyId)
        {
            level++;
        }

        return level;
    }

    private static GatewayError Denied(RuleMatch match) => match.Rule is { } rule
        ? new GatewayError(GatewayErrorCode.PolicyDenied, $"{rule.Deny} (Refused by {match.Where}.)", "model")
        : new GatewayError(
            GatewayErrorCode.PolicyDenied,
            $"No rule of {match.Where} allows this request, and what it does not allow it refuses. Ask for a model it names, or have a rule added.",
            "model");

    private GatewayError NoneLeft() => new(
        GatewayErrorCode.PolicyDenied,
        $"'{Shown(_question.Model)}' stands for nothing that may be called: {string.Join("; ", _dropped!.Take(5).Select(d => $"'{d.Item1}': {d.Item2.Reason}"))}.",
        "model");

    private List<NamedModel> Names(string name, int level)
    {
        var names = new List<string>();
        _chain.Expand(name, level, names);
        return names.ConvertAll(n => NamedModel.Find(_question.Models, n));
    }

    private List<PolicyCandidate> Targets(PolicyRoute route, int level)
    {
        var targets = new List<PolicyCandidate>();
        foreach (var (name, weight) in route.Targets)
        {
            targets.AddRange(Names(name, level).Where(n => targets.TrueForAll(t => t.Named != n)).Select(n => new PolicyCandidate(n, weight, [])));
        }

        return targets;
    }

    private static bool Covers(in NamedModel offered, in NamedModel wanted) => offered.Name == wanted.Name
        || (offered.Entry is not null && ReferenceEquals(offered.Entry, wanted.Entry) && (offered.SourceId is null || offered.SourceId == wanted.SourceId));

    private void Drop(PolicyCandidate candidate, string why) =>
        (_dropped ??= []).Add((candidate.Named.Name, new TargetRejection(RejectionKind.Wider, why)));

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
