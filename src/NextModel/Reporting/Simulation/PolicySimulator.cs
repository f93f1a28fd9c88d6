using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Metering;
using NextModel.Policies;
using NextModel.Routing;

namespace NextModel.Reporting.Simulation;

/// <summary>
/// Puts requests that were served to a draft policy, one receipt after the other. No prompt is needed and none is kept; memory does not
/// depend on the number of receipts.
/// </summary>
public sealed class PolicySimulator(IReportStore reports, PolicyDirectory policies, TenancyDirectory directory, Router router)
{
    /// <summary>Most receipts that are read, newest first.</summary>
    public const int MaxReceipts = 1_000_000;

    private const int PageSize = 1000;

    /// <param name="draft">The policy to try, in the place of the one of its scope.</param>
    /// <param name="terms">What it is reckoned with.</param>
    /// <param name="from">Receipts completed at or after.</param>
    /// <param name="to">Receipts completed before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SimulationResult> RunAsync(
        CompiledPolicy draft, SimulationTerms terms, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(terms);
        var policy = draft.Policy;
        var scope = new ReceiptScope(policy.OrganizationId, policy.Scope == PolicyScope.Project ? policy.ScopeId : null);
        var filter = ReceiptFilter.All with { KeyId = policy.Scope == PolicyScope.Key ? policy.ScopeId : null };
        var run = new Run(draft, terms, policies, directory, router);
        var query = new ReceiptQuery(scope, filter, PageSize) { From = from, To = to };
        var read = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await reports.ListAsync(query, cancellationToken);
            foreach (var item in page.Items)
            {
                run.Add(item);
            }

            read += page.Items.Count;
            if (page.Next is not { } next || read >= MaxReceipts)
            {
                return run.Conclude(from, to, isComplete: page.Next is null);
            }

            query = query with { Before = next };
        }
    }

    private sealed class Run(CompiledPolicy draft, SimulationTerms terms, PolicyDirectory policies, TenancyDirectory directory, Router router)
    {
        private readonly SideTally _before = new();
        private readonly SideTally _after = new();
        private readonly Dictionary<(string Code, string? Rule), long> _refused = [];

        // Fresh answers: how many, and their time together; and how many were sent there by the draft.
        private readonly Dictionary<(string Model, string Source), (long Requests, long Milliseconds, long Sent)> _times = [];
        private long _moved;
        private long _keyGone;
        private bool _tierUnknown;

        public void Add(ReceiptListItem item)
        {
            var slice = item.Slice;
            if (slice.Sandbox || (draft.Policy.Scope == PolicyScope.Team && slice.TeamId != draft.Policy.ScopeId))
            {
                return;
            }

            if (directory.FindKey(slice.KeyId) is not { } caller)
            {
                _keyGone++;
                return;
            }

            var isReplay = slice.ServeMode == ServeMode.ExactCache;
            _before.Add(slice.EffectiveModel, slice.SourceId, isReplay, item.Sums.AmountNano);
            _before.AddTime(1, item.TotalMilliseconds);
            if (!isReplay)
            {
                var time = _times.GetValueOrDefault((slice.EffectiveModel, slice.SourceId));
                _times[(slice.EffectiveModel, slice.SourceId)] = (time.Requests + 1, time.Milliseconds + item.TotalMilliseconds, time.Sent);
            }

            Try(item, caller, isReplay);
        }

        public SimulationResult Conclude(DateTimeOffset from, DateTimeOffset to, bool isComplete)
        {
            var untimed = 0L;
            foreach (var (requests, milliseconds, sent) in _times.Values)
            {
                untimed += requests == 0 ? sent : 0;
                if (requests > 0)
                {
                    _after.AddTime(sent, sent * (milliseconds / requests));
                }
            }

            return new SimulationResult
            {
                From = from,
                To = to,
                Complete = isComplete,
                Currency = terms.Currency,
                Before = _before.ToSide(),
                After = _after.ToSide(),
                Moved = _moved,
                Refused = [.. _refused.OrderByDescending(r => r.Value).Select(r => new SimulatedRefusal(r.Key.Code, r.Key.Rule, r.Value))],
                NotKnown = [.. NotKnown(isComplete, untimed)],
            };
        }

        private void Try(ReceiptListItem item, Caller caller, bool isReplay)
        {
            var slice = item.Slice;
            var question = new PolicyQuestion(caller, new BodyFacts(Capability.None, item.Sums.InputTokens), terms.ModelsOf(caller))
            {
                Model = slice.RequestedModel,
                Workload = slice.Workload,
                Environment = slice.Environment,
                Operation = slice.Operation,
                BudgetAnswer = use => terms.BudgetUsedPercent >= use.AtLeastPercent,
            };
            var inForce = policies.ChainOf(caller);
            var seed = item.Id.ToByteArray(bigEndian: true);
            var decision = PolicyEvaluator.Decide(inForce.With(draft), question)!;
            var plan = default(RoutePlan);
            var refusal = decision.Refusal;
            if (refusal is null && !router.Route(Facts(decision, question, item, seed)).TryGet(out plan, out refusal)
                && refusal.Code == GatewayErrorCode.ModelNotFound)
            {
                // The catalog is another one today: it was served then, so it is taken to be served again.
                refusal = null;
            }

            if (refusal is not null)
            {
                var key = (GatewayErrorCatalog.Describe(refusal.Code).Wire, decision.Mark.Rule);
                _refused[key] = _refused.GetValueOrDefault(key) + 1;
                return;
            }

            if (plan is null || StartsAlike(inForce, question, item, seed, plan))
            {
                Keep(item, question, decision, isReplay);
            }
            else
            {
                Move(item, decision, plan, isReplay);
            }
        }

        // The first target is the same with and without the draft: then whatever served, perhaps a fallback, would have served again.
        private bool StartsAlike(PolicyChain inForce, PolicyQuestion question, ReceiptListItem item, byte[] seed, RoutePlan plan)
        {
            var routed = PolicyEvaluator.Decide(inForce, question) is { } decision
                ? decision.Refusal is null ? router.Route(Facts(decision, question, item, seed)) : decision.Refusal
                : router.Route(question.Models, question.Model);
            return routed.TryGet(out var before, out _) && ReferenceEquals(before.Targets[0], plan.Targets[0]);
        }

        private void Keep(ReceiptListItem item, PolicyQuestion question, PolicyDecision decision, bool isReplay)
        {
            var slice = item.Slice;
            var capped = decision.MaxOutputTokens < item.Sums.OutputTokens;
            var stays = isReplay && decision.AllowsCache;
            var offer = capped || stays != isReplay
                ? question.Models.GetValueOrDefault(slice.EffectiveModel)?.Offers.FirstOrDefault(o => o.Source.Id == slice.SourceId)
                : null;
            _after.Add(slice.EffectiveModel, slice.SourceId, stays, offer is null ? item.Sums.AmountNano : Cost(offer, item, decision, stays));
            _after.AddTime(1, item.TotalMilliseconds);
        }

        private void Move(ReceiptListItem item, PolicyDecision decision, RoutePlan plan, bool isReplay)
        {
            _moved++;
            var offer = plan.Targets[0];
            var (model, stays) = (plan.ModelOf(offer).Id, isReplay && decision.AllowsCache);
            _after.Add(model, offer.Source.Id, stays, Cost(offer, item, decision, stays));
            if (stays)
            {
                _after.AddTime(1, item.TotalMilliseconds);
                return;
            }

            var time = _times.GetValueOrDefault((model, offer.Source.Id));
            _times[(model, offer.Source.Id)] = time with { Sent = time.Sent + 1 };
        }

        // An answer that nothing was charged for would have cost nothing elsewhere either: no usage came of it.
        private long? Cost(Offer offer, ReceiptListItem item, PolicyDecision decision, bool isReplay)
        {
            var sums = item.Sums;
            if (sums.InputTokens == 0 && sums.OutputTokens == 0)
            {
                return 0;
            }

            _tierUnknown |= offer.Price?.Rules is { HasServiceTiers: true };
            var output = Math.Min(sums.OutputTokens, decision.MaxOutputTokens ?? long.MaxValue);
            var usage = new Usage(UsageSource.Estimated, sums.InputTokens, 0, 0, output, 0);
            var mode = isReplay ? ServeMode.ExactCache : ServeMode.Fresh;
            return ChargeCalculator.Calculate(usage, mode, terms.Of(offer, BeganAt(item), sums.InputTokens)).TryGet(out var charge, out _) && charge.Basis != BillingBasis.Unpriced
                ? Money.ToNanos(charge.Amount)
                : null;
        }

        private RouteFacts Facts(PolicyDecision decision, PolicyQuestion question, ReceiptListItem item, byte[] seed) =>
            new(decision, question, terms.Currency, terms.Rates)
            {
                At = BeganAt(item),
                Seed = seed,
                OutputTokens = item.Sums.OutputTokens,
                ByokFee = terms.ByokFee,
            };

        private static DateTimeOffset BeganAt(ReceiptListItem item) => item.CompletedAt.AddMilliseconds(-item.TotalMilliseconds);

        private IEnumerable<string> NotKnown(bool isComplete, long untimed)
        {
            yield return "Requests that were refused have no receipts: what the draft would make of them is not known.";
            yield return "Another model may give another number of tokens: the numbers on the receipts were taken, at the prices that today's catalog has for the time of each request.";
            yield return "Input that a provider would have read from its own prompt cache is counted at the full price where a request moves.";
            if (_tierUnknown)
            {
                yield return "Which service tier served a request is not in the lists of receipts: the usual one was taken.";
            }

            if (_before.ToSide().Models.Any(m => m.Replays > 0))
            {
                yield return "Whether a replayed answer would have been stored under another target is not known: replays were taken to be replays again.";
            }

            if (draft.Document.Rules.Any(r => r.When.Needs != Capability.None))
            {
                yield return "Bodies are not kept, so nobody knows what the requests needed: conditions 'needs' were taken not to be met.";
            }

            if (draft.Document.Rules.Any(r => r.When.BudgetUsed is not null))
            {
                yield return FormattableString.Invariant(
                    $"How much of a budget was used at each moment is not known: {terms.BudgetUsedPercent:0.##} % was taken throughout (budget_used_percent).");
            }

            if (draft.Document.Rules.Any(r => r.When.InputTokens is not null))
            {
                yield return "Conditions 'input_tokens' were asked about the counted tokens; on a request they are asked about a rough count.";
            }

            if (untimed > 0)
            {
                yield return $"{untimed} requests would have gone where nothing was measured in this time; they are not in the mean latency.";
            }

            if (_keyGone > 0)
            {
                yield return $"{_keyGone} receipts are of keys that are not known any more, and were left out.";
            }

            if (!isComplete)
            {
                yield return $"There are more than {MaxReceipts} receipts; the newest were read. Ask for fewer days to see all of them.";
            }
        }
    }
}
