using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Gateway.Anthropic;
using NextModel.Gateway.OpenAI.Objects;
using NextModel.Gateway.Pricing;
using NextModel.Gateway.Responses;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Responses;

namespace NextModel.Gateway.OpenAI;

/// <summary>The paths of OpenAI's API that we serve, under both base paths; everything else is told apart from them in words.</summary>
internal static class Routes
{
    private static readonly string[] BasePaths = ["/v1", "/openai/v1"];

    public static void MapOpenAI(
        this IEndpointRouteBuilder routes,
        InferenceEndpoint inference,
        SignedIn signedIn,
        ModelsEndpoint models,
        ReceiptsEndpoint receipts,
        ResponseBook kept,
        UploadPlace uploads,
        KeptObjects objects,
        TokenCountEndpoint counts,
        TimeProvider time)
    {
        var (wire, compactions, responses) = (new ResponsesWire(kept), new ResponsesWire(kept, Operation.Compactions), new ResponsesEndpoint(kept));
        var passed = OfferedOperations.Sayable.Where(operation => operation is not (Operation.Responses or Operation.Compactions) && !operation.IsAboutObjects())
            .Select(operation => (Path: PathOf(operation), Wire: new OpenAIWire(operation, uploads))).ToList();
        foreach (var path in BasePaths)
        {
            MapEither(routes, time, path + "/chat/completions", c => signedIn.AnswerAsync(c, objects.Chats.ListAsync), c => inference.HandleAsync(c, OpenAIWire.Chat));
            Map(routes, time, path + "/embeddings", HttpMethods.Post, c => inference.HandleAsync(c, OpenAIWire.Embeddings));
            foreach (var (below, dialect) in passed)
            {
                Map(routes, time, path + below, HttpMethods.Post, c => inference.HandleAsync(c, dialect));
            }

            Map(routes, time, path + "/responses", HttpMethods.Post, c => inference.HandleAsync(c, wire));
            Map(routes, time, path + "/responses/compact", HttpMethods.Post, c => inference.HandleAsync(c, compactions));
            Map(routes, time, path + "/responses/input_tokens", HttpMethods.Post, counts.AnswerAsync);
            routes.Map(path + "/responses/{id}", c => c.Request.Method switch
            {
                "GET" => signedIn.AnswerAsync(c, responses.RetrieveAsync),
                "DELETE" => signedIn.AnswerAsync(c, responses.DeleteAsync),
                _ => RefuseMethodAsync(c, time, "GET, DELETE"),
            });
            Map(routes, time, path + "/responses/{id}/cancel", HttpMethods.Post, c => signedIn.AnswerAsync(c, responses.CancelAsync));
            Map(routes, time, path + "/responses/{id}/input_items", HttpMethods.Get, c => signedIn.AnswerAsync(c, responses.ListInputAsync));
            Map(routes, time, path + "/models", HttpMethods.Get, c => signedIn.AnswerEitherAsync(c, models.ListAsync));
            Map(routes, time, path + "/models/{**id}", HttpMethods.Get, c => signedIn.AnswerEitherAsync(c, models.RetrieveAsync));
            Map(routes, time, path + "/receipts", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, receipts.ListAsync));
            Map(routes, time, path + "/receipts/{id}", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, receipts.RetrieveAsync));
            MapKept(routes, signedIn, objects, path, time);
        }
    }

    /// <summary>The paths of Anthropic's API that we serve. Its clients add <c>/v1</c> themselves.</summary>
    public static void MapAnthropic(this IEndpointRouteBuilder routes, InferenceEndpoint inference, TokenCountEndpoint counts, TimeProvider time)
    {
        var wire = new AnthropicWire(time);
        Map(routes, time, "/v1/messages/count_tokens", HttpMethods.Post, counts.AnswerAsync);
        Map(routes, time, "/v1/messages", HttpMethods.Post, c => inference.HandleAsync(c, wire));
    }

    /// <summary>Proofs and share links of receipts, under the same base paths.</summary>
    public static void MapEvidence(
        this IEndpointRouteBuilder routes, SignedIn signedIn, ReceiptProofEndpoint proofs, ReceiptShareEndpoint shares, OpenRoutes open, TimeProvider time)
    {
        foreach (var path in BasePaths)
        {
            Map(routes, time, path + "/receipts/{id}/proof", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, proofs.ProveAsync));
            Map(routes, time, path + "/checkpoints/latest", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, proofs.CheckpointAsync));
            Map(routes, time, path + "/checkpoints/consistency", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, proofs.ConsistencyAsync));
            routes.Map(path + "/receipts/{id}/shares", c => c.Request.Method switch
            {
                "GET" => signedIn.AnswerAskerAsync(c, shares.ListAsync),
                "POST" => signedIn.AnswerAskerAsync(c, shares.CreateAsync),
                _ => RefuseMethodAsync(c, time, "GET, POST"),
            });
            Map(routes, time, path + "/receipts/{id}/shares/{share}", HttpMethods.Delete, c => signedIn.AnswerAskerAsync(c, shares.RevokeAsync));
            routes.Map(path + "/shared/receipts/{secret}", c => open.AnswerAsync(c, HttpMethods.Get, shares.OpenAsync));
        }
    }

    /// <summary>Reports over receipts, under the same base paths.</summary>
    public static void MapReports(this IEndpointRouteBuilder routes, SignedIn signedIn, UsageEndpoint usage, ExportsEndpoint exports, TimeProvider time)
    {
        foreach (var path in BasePaths)
        {
            Map(routes, time, path + "/usage", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, usage.SumAsync));
            Map(routes, time, path + "/exports", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, exports.ExportAsync));
            Map(routes, time, path + "/exports/manifest", HttpMethods.Get, c => signedIn.AnswerReaderAsync(c, exports.ManifestAsync));
        }
    }

    /// <summary>Answers whatever no route took, in the envelope of whoever asks.</summary>
    public static async Task RefuseUnknownAsync(HttpContext context, TimeProvider time)
    {
        await RefuseAsync(context, time, new GatewayError(
            GatewayErrorCode.NotFound,
            $"Invalid URL ({Header.Show(context.Request.Method)} {Header.Show(context.Request.Path)}). "
            + "The base URL ends in /v1; see /v1/models and docs/reference/openai-compatibility.md."));
    }

    private static void MapKept(IEndpointRouteBuilder routes, SignedIn signedIn, KeptObjects kept, string path, TimeProvider time)
    {
        MapEither(routes, time, path + "/files", c => signedIn.AnswerAsync(c, kept.Files.ListAsync), c => signedIn.AnswerAsync(c, kept.Files.UploadAsync));
        routes.Map(path + "/files/{id}", c => c.Request.Method switch
        {
            "GET" => signedIn.AnswerAsync(c, kept.Files.RetrieveAsync),
            "DELETE" => signedIn.AnswerAsync(c, kept.Files.DeleteAsync),
            _ => RefuseMethodAsync(c, time, "GET, DELETE"),
        });
        Map(routes, time, path + "/files/{id}/content", HttpMethods.Get, c => signedIn.AnswerAsync(c, kept.Files.ContentAsync));
        MapEither(routes, time, path + "/batches", c => signedIn.AnswerAsync(c, kept.Batches.ListAsync), c => signedIn.AnswerAsync(c, kept.Batches.CreateAsync));
        Map(routes, time, path + "/batches/{id}", HttpMethods.Get, c => signedIn.AnswerAsync(c, kept.Batches.RetrieveAsync));
        Map(routes, time, path + "/batches/{id}/cancel", HttpMethods.Post, c => signedIn.AnswerAsync(c, kept.Batches.CancelAsync));
        routes.Map(path + "/chat/completions/{id}", c => c.Request.Method switch
        {
            "GET" => signedIn.AnswerAsync(c, kept.Chats.RetrieveAsync),
            "POST" => signedIn.AnswerAsync(c, kept.Chats.UpdateAsync),
            "DELETE" => signedIn.AnswerAsync(c, kept.Chats.DeleteAsync),
            _ => RefuseMethodAsync(c, time, "GET, POST, DELETE"),
        });
        Map(routes, time, path + "/chat/completions/{id}/messages", HttpMethods.Get, c => signedIn.AnswerAsync(c, kept.Chats.MessagesAsync));
    }

    private static void MapEither(IEndpointRouteBuilder routes, TimeProvider time, string path, RequestDelegate get, RequestDelegate post) =>
        routes.Map(path, context => context.Request.Method switch
        {
            "GET" => get(context),
            "POST" => post(context),
            _ => RefuseMethodAsync(context, time, "GET, POST"),
        });

    // Their names are their paths.
    private static string PathOf(Operation operation) => "/" + operation.Wire().Replace('.', '/');

    private static void Map(IEndpointRouteBuilder routes, TimeProvider time, string path, string method, RequestDelegate handle) =>
        routes.Map(path, context => HttpMethods.Equals(context.Request.Method, method)
            ? handle(context)
            : RefuseMethodAsync(context, time, method));

    private static async Task RefuseMethodAsync(HttpContext context, TimeProvider time, string method)
    {
        context.Response.Headers.Allow = method;
        await RefuseAsync(context, time, new GatewayError(
            GatewayErrorCode.MethodNotSupported,
            $"{Header.Show(context.Request.Path)} is asked with {method}, not with {Header.Show(context.Request.Method)}."));
    }

    private static async Task RefuseAsync(HttpContext context, TimeProvider time, GatewayError error)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        var wire = AnthropicHeaders.AreIn(context.Request.Headers) ? new AnthropicWire(time) : null;
        wire?.ShowId(context.Response.Headers, requestId);
        await ErrorReply.WriteAsync(context, error, requestId, wire);
    }
}
