using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary><c>GET /v1/receipts</c> and <c>GET /v1/receipts/{id}</c>: the receipts of the key's own project.</summary>
internal sealed class ReceiptsEndpoint(KeyAuthenticator authenticator, ReceiptReader reader, IReportStore reports, TimeProvider time)
{
    public async Task RetrieveAsync(HttpContext context)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (!authenticator.Authenticate(context.Request.Headers.Authorization).TryGet(out var caller, out var refusal))
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        var text = context.Request.RouteValues["id"] as string;
        var receipt = ReceiptIds.TryParse(text, out var id)
            ? await reader.FindAsync(id, ScopeOf(caller), context.RequestAborted)
            : null;
        if (receipt is null)
        {
            await ErrorReply.WriteAsync(
                context,
                new GatewayError(GatewayErrorCode.ReceiptNotFound, $"There is no receipt '{Header.Show(text)}' in the project of this key.", "id"),
                requestId);
            return;
        }

        await WriteAsync(context, receipt);
    }

    public async Task ListAsync(HttpContext context)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (!authenticator.Authenticate(context.Request.Headers.Authorization).TryGet(out var caller, out var refusal))
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        var scope = ScopeOf(caller);
        if (!ReceiptQueryReader.Read(context.Request.Query, scope).TryGet(out var query, out refusal))
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        var page = await reports.ListAsync(query, context.RequestAborted);
        using var body = new MemoryStream();
        body.Write("{\"object\":\"list\",\"data\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            body.Write(i == 0 ? default : ","u8);
            body.Write(await reader.FindAsync(page.Items[i].Id, scope, context.RequestAborted));
        }

        body.Write("],\"has_more\":"u8);
        body.Write(Encoding.ASCII.GetBytes(page.Next is { } next ? $"true,\"next_cursor\":\"{next}\"}}" : "false,\"next_cursor\":null}"));
        await WriteAsync(context, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static ReceiptScope ScopeOf(Caller caller) => new(caller.Organization.Id, caller.Project.Id);

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
