using System.Buffers.Text;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>One request and the policies over it: what they decide, the caps they put on its parameters, and the plan they lead to.</summary>
internal static class PolicyStep
{
    /// <summary>Asks the policies over a caller; the facts are null for one that has none.</summary>
    public static GatewayError? Authorize(
        PolicyDirectory policies, Caller caller, InferenceRequest request, IReadOnlyDictionary<string, Model> models, GatewaySnapshot snapshot,
        BudgetKeeper budgets, TargetBook targets, DateTimeOffset at, out RouteFacts? facts)
    {
        facts = null;
        var chain = policies.ChainOf(caller);
        return chain.IsEmpty ? null : Authorize(chain, new PolicyQuestion(caller, request, models, budgets), request, snapshot, targets, at, out facts);
    }

    /// <summary>Asks the policies of a chain, and puts their caps on the request.</summary>
    public static GatewayError? Authorize(
        PolicyChain chain, PolicyQuestion question, InferenceRequest request, GatewaySnapshot snapshot, TargetBook targets, DateTimeOffset at,
        out RouteFacts? facts)
    {
        facts = null;
        if (PolicyEvaluator.Decide(chain, question) is not { } decision)
        {
            return null;
        }

        Cap(request, decision);
        facts = new RouteFacts(decision, question, question.Caller.Organization.Currency, snapshot.Rates)
        {
            At = at,
            Request = request,
            Targets = targets,
            ByokFee = snapshot.ByokFee,
            OutputTokens = (request.OutputBound ?? request.MaxOutputTokens ?? RouteFacts.ExpectedOutputTokens) * request.Choices,
        };
        return decision.Refusal;
    }

    /// <summary>The facts with what a weighted draw begins with: what may be replayed draws by its content, so that a repeat finds its
    /// answer; what may not, by its id.</summary>
    public static RouteFacts Seeded(RouteFacts facts, CanonicalBody body, Guid requestId)
    {
        if (facts.Decision.Strategy != RouteStrategy.Weighted)
        {
            return facts;
        }

        var mayBeReplayed = facts.Decision.AllowsCache && facts.Caller.Project.Cache.Enabled && facts.Request!.Cache.MayRead;
        var seed = new byte[mayBeReplayed ? Digest.Size : 16];
        if (mayBeReplayed)
        {
            body.Digest.CopyTo(seed);
        }
        else
        {
            requestId.TryWriteBytes(seed, bigEndian: true, out _);
        }

        return facts with { Seed = seed };
    }

    // A request that asks for less than the cap is left as it came.
    private static void Cap(InferenceRequest request, PolicyDecision decision)
    {
        if (!request.IsChat)
        {
            return;
        }

        if (decision.MaxOutputTokens is { } most && (request.MaxOutputTokens is null || request.MaxOutputTokens > most))
        {
            request.OutputBound = most;
        }

        if (decision.MaxTemperature is { } highest && IsAbove(request.Chat.Root["temperature"u8], highest))
        {
            request.TemperatureBound = highest;
        }
    }

    // A number too large to be read is above anything.
    private static bool IsAbove(JsonCursor number, decimal most) => number.Kind == JsonKind.Number
        && (!Utf8Parser.TryParse(number.Raw, out double value, out var used) || used != number.Raw.Length || value > (double)most);
}
