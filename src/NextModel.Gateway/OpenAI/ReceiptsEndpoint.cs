using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary><c>GET /v1/receipts</c> and <c>GET /v1/receipts/{id}</c>: the receipts that the key may read.</summary>
internal sealed class ReceiptsEndpoint(ReceiptReader reader, IReportStore reports)
{
    public async ValueTask<GatewayError?> RetrieveAsync(HttpContext context, ReceiptScope scope)
    {
        var text = context.Request.RouteValues["id"] as string;
        var receipt = ReceiptIds.TryParse(text, out var id)
            ? await reader.FindAsync(id, scope, context.RequestAborted)
            : null;
        if (receipt is null)
        {
            return Missing(text);
        }

        await WriteAsync(context, receipt);
        return null;
    }

    public async ValueTask<GatewayError?> ListAsync(HttpContext context, ReceiptScope scope)
    {
        if (!ReceiptQueryReader.Read(context.Request.Query, scope).TryGet(out var query, out var refusal))
        {
            return refusal;
        }

        var page = await reports.ListAsync(query, context.RequestAborted);
        using var body = new MemoryStream();
        body.Write("{\"object\":\"list\",\"data\":["u8);
        var written = 0;
        foreach (var item in page.Items)
        {
            // One that lies in an archive has its place in sums and pages, and no text here.
            if (await reader.FindAsync(item.Id, scope, context.RequestAborted) is { } receipt)
            {
                body.Write(written++ == 0 ? default : ","u8);
                body.Write(receipt);
            }
        }

        body.Write("],\"has_more\":"u8);
        body.Write(Encoding.ASCII.GetBytes(page.Next is { } next ? $"true,\"next_cursor\":\"{next}\"}}" : "false,\"next_cursor\":null}"));
        await WriteAsync(context, body.GetBuffer().AsMemory(0, (int)body.Length));
        return null;
    }

    /// <summary>Another tenant's receipt answers like one that never was.</summary>
    internal static GatewayError Missing(string? id) =>
        new(GatewayErrorCode.ReceiptNotFound, $"There is no receipt '{Header.Show(id)}' among those that this key may read.", "id");

    internal static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
