using Microsoft.AspNetCore.Http;
using NextModel.Ledger;

namespace NextModel.Gateway.OpenAI;

/// <summary>The identity of one request: minted here, never taken from the caller.</summary>
internal static class RequestIdentity
{
    /// <summary>A new id, and the headers that tell it, which every answer carries.</summary>
    public static Guid Begin(HttpContext context, TimeProvider time, out string requestId)
    {
        var id = ReceiptIds.New(time.GetUtcNow());
        requestId = ReceiptIds.RequestId(id);
        var headers = context.Response.Headers;
        headers["x-request-id"] = requestId;
        headers["x-nextmodel-request-id"] = requestId;
        return id;
    }
}
