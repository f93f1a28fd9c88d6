using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Objects;

/// <summary>Asks a source about what it keeps. One try: what such a call has changed is the caller's to find out.</summary>
public sealed class ObjectCall(SourceConnections connections, TimeProvider time)
{
    private const int MaxErrorBytes = 64 * 1024;

    /// <summary>Sends a request and waits until the answer has begun; the refusal of one that is no success.</summary>
    /// <param name="source">Whom.</param>
    /// <param name="method">How.</param>
    /// <param name="path">Below the source's base address, with its query.</param>
    /// <param name="content">The body; null for none. It is gone afterwards.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<ObjectReply>> SendAsync(
        Source source, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var connection = connections.For(source);
        var frame = new AnswerFrame(source.Id, Guid.Empty, time.GetUtcNow()) { CredentialId = source.CredentialId };
        var patience = new CancellationTokenSource(source.Timeouts.Total, time);
        var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var reply = default(ObjectReply);
        try
        {
            using var message = connection.CreateObjectCall(method, path, content);
            reply = new ObjectReply(await connection.Invoker.SendAsync(message, both.Token), patience, both);
            if (reply.IsSuccess)
            {
                return reply;
            }

            var body = await reply.ReadAsync(MaxErrorBytes);
            var status = reply.Status;
            reply.Dispose();
            return status == 404
                ? new GatewayError(GatewayErrorCode.NotFound, $"The source '{source.Id}' does not have this any more.")
                : ProviderErrorReader.Read(status, body, null, frame).Error;
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            reply?.Dispose();
            both.Dispose();
            patience.Dispose();
            return error is OperationCanceledException
                ? new GatewayError(GatewayErrorCode.ProviderTimeout, $"The source '{source.Id}' took too long.")
                : new GatewayError(GatewayErrorCode.ProviderError, $"The source '{source.Id}' could not be reached.");
        }
    }
}
