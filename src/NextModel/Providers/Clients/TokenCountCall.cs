using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Responses;

namespace NextModel.Providers.Clients;

/// <summary>Asks a source that speaks the Messages or the Responses API how many tokens a request has, which costs nothing there and generates nothing.</summary>
public sealed class TokenCountCall(SourceConnections connections, TimeProvider time)
{
    /// <summary>Longest time a count may take: whoever asks wants to send the request itself next.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxBytes = 64 * 1024;

    /// <summary>The source's count; null where it does not speak the dialect, or does not say.</summary>
    /// <param name="request">A request of <see cref="Operation.Messages"/> or <see cref="Operation.Responses"/>.</param>
    /// <param name="offer">Whom to ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<long?> CountAsync(InferenceRequest request, Offer offer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(offer);
        if (!ClientDialects.Passes(request, offer.Source))
        {
            return null;
        }

        var connection = connections.For(offer.Source);
        var isMessage = request.Operation == Operation.Messages;
        var edits = isMessage ? MessagesRequest.Edit(request, offer, stream: false) : ResponsesRequest.EditInput(request, offer);
        using var outgoing = OutgoingRequest.Of(connection, request, offer, edits, stream: false);
        if (isMessage)
        {
            AnthropicTranslator.AddressCount(outgoing.Message, offer.Source);
        }
        else
        {
            AddressCount(outgoing.Message);
        }

        outgoing.ForwardHeaders();

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await connection.Invoker.SendAsync(outgoing.Message, both.Token);
            return response.IsSuccessStatusCode ? Read(await BodyAsync(response, both.Token)) : null;
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            outgoing.Release();
        }
    }

    // "Get input token counts" of OpenAI's API reference: below the address of responses.
    private static void AddressCount(HttpRequestMessage message) =>
        message.RequestUri = new UriBuilder(message.RequestUri!) { Path = message.RequestUri!.AbsolutePath + "/input_tokens" }.Uri;

    private static async ValueTask<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(512);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read;
        do
        {
            read = await stream.ReadAsync(body.GetMemory(512), cancellationToken);
            body.Advance(read);
        }
        while (read > 0 && body.Length < MaxBytes);
        return body.Written.ToArray();
    }

    private static long? Read(byte[] body)
    {
        var tape = JsonTape.Rent();
        var count = tape.TryParse(body, JsonLimits.Upstream, out _) ? UsageCounts.Count(tape.Root["input_tokens"u8]) : null;
        tape.Return();
        return count;
    }
}
