using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Gateway.Anthropic;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Responses;
using NextModel.Gateway.Serving;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Pipeline.Explaining;
using NextModel.Pipeline.Objects;
using NextModel.Policies;
using NextModel.Reporting;
using NextModel.Reporting.Simulation;
using NextModel.Responses;
using NextModel.Routing;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may find out about policies without changing any: explanations of one request, and simulations over many.</summary>
public sealed class PolicyStudy(
    PolicyOperations operations, PolicyDirectory policies, CredentialDirectory credentials, AdminObjects objects, SnapshotHolder snapshots, BudgetKeeper budgets, TargetBook targets,
    TenancyDirectory directory, ReferencedObjects references, ResponseBook responses, Func<IReportStore> reports, TimeProvider time)
{
    private const int MaxDays = 90;
    private const int UsualDays = 30;

    /// <summary>What a request can be explained as.</summary>
    private static readonly Operation[] Operations = [Operation.ChatCompletions, Operation.Embeddings, Operation.Messages, Operation.Responses, Operation.Completions];

    /// <summary>Explains what would become of a request.</summary>
    public async ValueTask<Result<Explanation>> ExplainAsync(Administrator by, ExplainRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!objects.FindKey(by, request.Key).TryGet(out var caller, out var refusal))
        {
            return refusal;
        }

        if (ParseOperation(request.Operation) is not { } operation)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'operation' is '{Header.Show(request.Operation!)}'; it must be {string.Join(", ", Operations.SkipLast(1).Select(one => one.Wire()))} or {Operations[^1].Wire()}.", "operation");
        }

        if (request.Workload is { } label && TenancyRules.CheckLabel("workload", label) is { } badLabel)
        {
            return badLabel;
        }

        CompiledPolicy? draft = null;
        if (request.Draft is { } drafted && !Compile(by, caller, drafted).TryGet(out draft, out refusal))
        {
            return refusal;
        }

        var tape = JsonTape.Rent();
        try
        {
            var received = new ReceivedRequest(
                new HeaderDictionary(), Encoding.UTF8.GetBytes(request.Request.GetRawText()), tape, CacheDirective.Default, request.Workload, MayBeClamped: false, null);
            if (!(await WireOf(operation).ReadAsync(received, caller, cancellationToken)).TryGet(out var read, out refusal))
            {
                return refusal;
            }

            using var form = read.ChatForm;
            return await new PolicyExplainer(policies, new Router(), budgets, targets, references, snapshots.Current, time.GetUtcNow())
                .ExplainAsync(caller, read, credentials.Of(caller), draft, cancellationToken);
        }
        finally
        {
            tape.Return();
        }
    }

    /// <summary>Puts the receipts of the last days to a draft.</summary>
    public async ValueTask<Result<SimulationResult>> SimulateAsync(Administrator by, SimulateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Days is < 1 or > MaxDays)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'days' is {request.Days}; it must be 1 to {MaxDays}.", "days");
        }

        if (request.BudgetUsedPercent is < 0 or > 100)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'budget_used_percent' is {request.BudgetUsedPercent}; it must be 0 to 100.", "budget_used_percent");
        }

        if (!operations.Draft(by, request.Organization, request.Draft).TryGet(out var draft, out var refusal))
        {
            return refusal;
        }

        // What a whole organization's receipts say is not for one team.
        if (draft.Policy.Scope == PolicyScope.Organization && by.TeamId is not null)
        {
            return new GatewayError(GatewayErrorCode.PermissionDenied, "This key's role is over one team, and the draft is for the whole organization.");
        }

        var snapshot = snapshots.Current;
        var terms = new SimulationTerms(
            caller => OwnModels.Of(credentials.Of(caller), snapshot), snapshot.Rates, snapshot.ExactCacheDiscount,
            directory.FindOrganization(draft.Policy.OrganizationId)!.Currency, request.BudgetUsedPercent ?? 0)
        {
            ByokFee = snapshot.ByokFee,
        };
        var now = time.GetUtcNow();
        return await new PolicySimulator(reports(), policies, directory, new Router())
            .RunAsync(draft, terms, now.AddDays(-(request.Days ?? UsualDays)), now, cancellationToken);
    }

    /// <summary>A draft as a policy of its scope, which must be above the caller.</summary>
    private Result<CompiledPolicy> Compile(Administrator by, Caller caller, PolicyDraft draft)
    {
        if (!operations.Draft(by, caller.Organization.Id, draft).TryGet(out var compiled, out var refusal))
        {
            return refusal;
        }

        string[] above = [caller.Organization.Id, caller.Team.Id, caller.Project.Id, caller.Key.Id];
        return above.Contains(compiled.Policy.ScopeId)
            ? compiled
            : new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"The draft is for the {draft.Scope} {compiled.Policy.ScopeId}, and the key does not belong to it: it would not rule this request.", "draft");
    }

    private static Operation? ParseOperation(string? word) => word is null ? Operation.ChatCompletions
        : OperationNames.Parse(word) is { } operation && Operations.Contains(operation) ? operation
        : null;

    private ClientWire WireOf(Operation operation) => operation switch
    {
        Operation.Messages => new AnthropicWire(time, isCount: false),
        Operation.Responses => new ResponsesWire(responses),
        _ => new OpenAIWire(operation),
    };
}
