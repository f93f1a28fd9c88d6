using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary>Proofs over HTTP: a receipt under the newest checkpoint, the checkpoint, and that one continues another.</summary>
internal sealed class ReceiptProofEndpoint(ReceiptProofs proofs)
{
    public async ValueTask<GatewayError?> ProveAsync(HttpContext context, ReceiptScope scope)
    {
        var text = context.Request.RouteValues["id"] as string;
        if (!ReceiptIds.TryParse(text, out var id) || await proofs.FindAsync(id, scope, context.RequestAborted) is not { } found)
        {
            return ReceiptsEndpoint.Missing(text);
        }

        return found.IsProof
            ? await WriteAsync(context, found.Document)
            : Pending("This receipt is newer than the newest checkpoint.");
    }

    public async ValueTask<GatewayError?> CheckpointAsync(HttpContext context, ReceiptScope scope) =>
        await proofs.CheckpointAsync(scope.OrganizationId, context.RequestAborted) is { } checkpoint
            ? await WriteAsync(context, Encoding.UTF8.GetBytes(checkpoint))
            : Pending("No checkpoint counts receipts of this organization yet.");

    public async ValueTask<GatewayError?> ConsistencyAsync(HttpContext context, ReceiptScope scope)
    {
        long? first = null, second = null;
        foreach (var (name, values) in context.Request.Query)
        {
            if (name is not "first" and not "second")
            {
                return Bad(name, "is not a parameter here. Known: first, second.");
            }

            if (values.Count != 1 || !long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
            {
                return Bad(name, $"'{Header.Show(values.ToString())}' is not the tree_size of a checkpoint, a whole number from 1.");
            }

            if (name == "first")
            {
                first = size;
            }
            else
            {
                second = size;
            }
        }

        if (first is not { } from)
        {
            return Bad("first", "is missing: the tree_size of the checkpoint you have.");
        }

        return await proofs.ConsistencyAsync(scope.OrganizationId, from, second, context.RequestAborted) is { } proof
            ? await WriteAsync(context, proof)
            : Bad(second is null ? "first" : "second", "asks for more receipts than the newest checkpoint counts, or for fewer than first.");
    }

    private static async ValueTask<GatewayError?> WriteAsync(HttpContext context, byte[] json)
    {
        await ReceiptsEndpoint.WriteAsync(context, json);
        return null;
    }

    private static GatewayError Pending(string what) =>
        new(GatewayErrorCode.CheckpointPending, what + " One is signed every minute while receipts are written. Ask again then.")
        {
            RetryAfter = CheckpointKeeper.Interval,
        };

    private static GatewayError Bad(string name, string what) =>
        new(GatewayErrorCode.InvalidRequest, $"The query parameter '{Header.Show(name)}' {what}", Header.Show(name));
}
