using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;

namespace NextModel.Policies;

/// <summary>One request as rules ask about it. What only some rules ask is found out when the first one does.</summary>
public sealed class PolicyQuestion
{
    private readonly InferenceRequest? _request;
    private readonly BudgetKeeper? _budgets;
    private BodyFacts? _body;

    /// <summary>The question of a request.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="models">The catalog by id.</param>
    /// <param name="budgets">Where budgets stand.</param>
    public PolicyQuestion(Caller caller, InferenceRequest request, IReadOnlyDictionary<string, Model> models, BudgetKeeper budgets)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        Caller = caller;
        _request = request;
        _budgets = budgets;
        Models = models;
        Model = request.Model;
        Workload = request.Workload ?? caller.Key.Workload;
        Environment = caller.Key.Environment;
        Operation = request.Operation;
    }

    /// <summary>The question of a request of which only the receipt is left: it has no body, and budgets stood elsewhere then.</summary>
    /// <param name="caller">Who asked.</param>
    /// <param name="body">What is known, or taken for true, of the body.</param>
    /// <param name="models">The catalog by id.</param>
    public PolicyQuestion(Caller caller, BodyFacts body, IReadOnlyDictionary<string, Model> models)
    {
        Caller = caller;
        _body = body;
        Models = models;
    }

    public Caller Caller { get; }

    /// <summary>The request itself; null where only its receipt is left.</summary>
    public InferenceRequest? Request => _request;

    public IReadOnlyDictionary<string, Model> Models { get; }

    /// <summary>What the caller named.</summary>
    public string Model { get; init; } = "";

    /// <summary>Label of the request, else of its key.</summary>
    public string Workload { get; init; } = "";

    /// <summary>Label of the key.</summary>
    public string Environment { get; init; } = "";

    public Operation Operation { get; init; } = Operation.ChatCompletions;

    /// <summary>Answers conditions on budgets in place of the budgets themselves; for what-if questions.</summary>
    public Func<BudgetUse, bool>? BudgetAnswer { get; init; }

    public Capability Needs => Body.Needs;

    /// <summary>About how many tokens the input has.</summary>
    public long InputTokens => Body.InputTokens;

    private BodyFacts Body => _body ??= BodyFacts.Of(_request!);

    /// <summary>True when a budget that counts this request is used as far as that.</summary>
    public bool HasUsed(BudgetUse use, string model)
    {
        ArgumentNullException.ThrowIfNull(use);
        return BudgetAnswer is { } answer
            ? answer(use)
            : _budgets is { } budgets && budgets.HasUsed(Caller, model, Workload, use.Period, use.Scope, use.AtLeastPercent);
    }
}
