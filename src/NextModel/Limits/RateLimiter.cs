using System.Collections.Frozen;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>
/// Requests and tokens a minute and requests in flight, per key and per project, in memory. What is refused takes nothing. Among replicas each has
/// its part of every limit (docs/adr/0034).
/// </summary>
public sealed class RateLimiter
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;

    // Of those with slices, the ones that were asked lately: the others have nothing to say to other replicas.
    private readonly HashSet<RateAccount> _active = [];

    // Null while nobody is limited: then that is all a request asks.
    private volatile FrozenDictionary<string, RateAccount>? _accounts;

    /// <param name="time">The clock.</param>
    /// <param name="store">Where replicas share limits; null for a process that is alone.</param>
    public RateLimiter(TimeProvider time, IRateShareStore? store = null)
    {
        _time = time;
        if (store is not null)
        {
            Replicas = new RateReplicas();
            Sharing = new RateSharing(this, store, time);
        }
    }

    /// <summary>Shares the limits with other replicas; null for a process that is alone.</summary>
    public RateSharing? Sharing { get; }

    internal RateReplicas? Replicas { get; }

    /// <summary>Sets the limits of a key or project; null or empty ones take them away. Buckets go on from where they stand.</summary>
    /// <param name="scopeId">Id of the key or project.</param>
    /// <param name="word"><c>key</c> or <c>project</c>, for messages.</param>
    /// <param name="limits">The limits.</param>
    public void Put(string scopeId, string word, RateLimits? limits)
    {
        lock (_gate)
        {
            var accounts = _accounts?.ToDictionary(StringComparer.Ordinal) ?? new Dictionary<string, RateAccount>(StringComparer.Ordinal);
            if (limits is null or { IsEmpty: true })
            {
                accounts.Remove(scopeId);
            }
            else if (accounts.TryGetValue(scopeId, out var known))
            {
                known.Limits = limits;
            }
            else
            {
                accounts.Add(scopeId, new RateAccount(scopeId, word, limits, Replicas));
            }

            _accounts = accounts.Count == 0 ? null : accounts.ToFrozenDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>The limits of a key or project; null when it has none.</summary>
    public RateLimits? Find(string scopeId) => _accounts?.GetValueOrDefault(scopeId)?.Limits;

    /// <summary>Takes one request; the refusal (429) when it is too many. The pass is null when the caller has no limits.</summary>
    public GatewayError? TryEnter(Caller caller, out RatePass? pass)
    {
        pass = null;
        if (_accounts is not { } accounts)
        {
            return null;
        }

        var key = accounts.GetValueOrDefault(caller.Key.Id);
        var project = accounts.GetValueOrDefault(caller.Project.Id);
        if (key is null && project is null)
        {
            return null;
        }

        pass = new RatePass(this, key, project);
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            key?.Fill(now, _time);
            project?.Fill(now, _time);
            Ask(key);
            Ask(project);
            var refusal = RefuseRequest(key) ?? RefuseRequest(project);
            if (refusal is null)
            {
                Enter(key);
                Enter(project);
                pass.Enter();
            }

            Show(pass);
            return refusal;
        }
    }

    internal GatewayError? TakeTokens(RatePass pass, long expected)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            pass.Key?.Fill(now, _time);
            pass.Project?.Fill(now, _time);
            pass.Key?.AskTokens(expected);
            pass.Project?.AskTokens(expected);
            var refusal = RefuseTokens(pass.Key, expected) ?? RefuseTokens(pass.Project, expected);
            if (refusal is null)
            {
                pass.Key?.TakeTokens(expected);
                pass.Project?.TakeTokens(expected);
            }

            Show(pass);
            return refusal;
        }
    }

    internal void PutBack(RatePass pass, double tokens)
    {
        lock (_gate)
        {
            pass.Key?.TakeTokens(-tokens);
            pass.Project?.TakeTokens(-tokens);
        }
    }

    internal void Leave(RatePass pass)
    {
        lock (_gate)
        {
            Leave(pass.Key);
            Leave(pass.Project);
        }
    }

    /// <summary>What to say to the other replicas, in the order of scopes and kinds.</summary>
    internal List<RateAsk> CollectAsks()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var asks = new List<RateAsk>();
            foreach (var account in _active.ToList())
            {
                // One whose limits were taken away has no say any more: the others stop counting it by its silence.
                var before = asks.Count;
                asks.AddRange((_accounts?.GetValueOrDefault(account.ScopeId) == account ? account.Slices() : []).Select(slice => slice.Slice.Collect(account.ScopeId, slice.Limit, slice.InFlight, now, _time)).OfType<RateAsk>());
                if (asks.Count == before)
                {
                    _active.Remove(account);
                }
            }

            return [.. asks.OrderBy(ask => ask.ScopeId, StringComparer.Ordinal).ThenBy(ask => ask.Kind)];
        }
    }

    /// <summary>Takes what the others leave for what was said; null where nobody knows whether it was heard.</summary>
    internal void Apply(List<RateAsk> asks, RateExchange? exchange)
    {
        if (exchange is not null)
        {
            Replicas!.Count = exchange.Replicas;
        }

        lock (_gate)
        {
            for (var i = 0; i < asks.Count; i++)
            {
                if (_accounts?.GetValueOrDefault(asks[i].ScopeId) is not { } account || account.SliceOf(asks[i].Kind) is not { } slice)
                {
                    continue;
                }

                if (exchange is null)
                {
                    slice.Lose(asks[i]);
                }
                else
                {
                    slice.Apply(asks[i], exchange.Grants[i], account.InFlight);
                }
            }
        }
    }

    private void Ask(RateAccount? account)
    {
        if (account is not null && Replicas is not null)
        {
            account.Ask();
            _active.Add(account);
        }
    }

    private static void Leave(RateAccount? account)
    {
        if (account is not null)
        {
            account.InFlight--;
        }
    }

    private static void Enter(RateAccount? account)
    {
        if (account is not null)
        {
            account.Enter();
        }
    }

    private static GatewayError? RefuseRequest(RateAccount? account)
    {
        if (account?.Limits.Concurrent is { } most && !account.HasRoom(most))
        {
            return Refuse($"This {account.Word} may have {most} requests in flight at one time, and has. Wait for one to end.", TimeSpan.FromSeconds(1));
        }

        return account?.Limits.RequestsPerMinute is { } limit && account.Requests.WaitFor(1, limit) is { Ticks: > 0 } wait
            ? Refuse($"This {account.Word} may send {limit} requests a minute. Try again in {Seconds(wait)} s.", wait)
            : null;
    }

    private static GatewayError? RefuseTokens(RateAccount? account, long expected)
    {
        if (account?.Limits.TokensPerMinute is not { } limit)
        {
            return null;
        }

        if (expected > limit)
        {
            return Refuse(
                $"This request may take {expected} tokens, and this {account.Word} may take {limit} a minute: it never fits. Send less, or ask for fewer output tokens.",
                TimeSpan.FromMinutes(1)) with
            {
                ShouldRetry = false,
            };
        }

        return account.Tokens.WaitFor(expected, limit) is { Ticks: > 0 } wait
            ? Refuse($"This {account.Word} may take {limit} tokens a minute, and this request may take {expected}. Try again in {Seconds(wait)} s.", wait)
            : null;
    }

    private static long Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));

    private static GatewayError Refuse(FormattableString message, TimeSpan wait) =>
        new(GatewayErrorCode.RateLimitExceeded, FormattableString.Invariant(message)) { RetryAfter = wait };

    // Of key and project the one with less left is the one that counts.
    private static void Show(RatePass pass)
    {
        RateStanding? requests = null;
        RateStanding? tokens = null;
        Show(pass.Key, ref requests, ref tokens);
        Show(pass.Project, ref requests, ref tokens);
        pass.Requests = requests;
        pass.Tokens = tokens;
    }

    private static void Show(RateAccount? account, ref RateStanding? requests, ref RateStanding? tokens)
    {
        if (account?.Limits.RequestsPerMinute is { } perMinute && !(requests?.Remaining <= account.Requests.Remaining(perMinute)))
        {
            requests = new RateStanding(perMinute, account.Requests.Remaining(perMinute), account.Requests.UntilFull(perMinute));
        }

        if (account?.Limits.TokensPerMinute is { } ofTokens && !(tokens?.Remaining <= account.Tokens.Remaining(ofTokens)))
        {
            tokens = new RateStanding(ofTokens, account.Tokens.Remaining(ofTokens), account.Tokens.UntilFull(ofTokens));
        }
    }
}
