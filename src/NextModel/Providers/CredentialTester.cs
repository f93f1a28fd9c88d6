using System.Net;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers;

/// <summary>
/// Asks a source about a credential by a call that costs nothing: its list of models (docs/concepts/byok.md has the call of each dialect). A list that
/// is given to anybody says nothing of a credential, so a good answer is asked for once more without one.
/// </summary>
public sealed class CredentialTester(SourceConnections connections, TimeProvider time)
{
    /// <summary>Longest time a test takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxErrorBytes = 64 * 1024;

    /// <param name="source">The source under the credential.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<CredentialTest> TestAsync(Source source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var now = time.GetUtcNow();
        var connection = connections.For(source);
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (status, outcome) = await AskAsync(connection, withCredential: true, both.Token);
            if (outcome == CredentialTestOutcome.Valid && (await AskAsync(connection, withCredential: false, both.Token)).Outcome == CredentialTestOutcome.Valid)
            {
                outcome = CredentialTestOutcome.Inconclusive;
            }

            return new CredentialTest(now, outcome, status);
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new CredentialTest(now, CredentialTestOutcome.Unreachable, null);
        }
    }

    private async ValueTask<(int Status, CredentialTestOutcome Outcome)> AskAsync(SourceConnection connection, bool withCredential, CancellationToken cancellationToken)
    {
        using var request = connection.CreateTest(withCredential, time.GetUtcNow());
        using var response = await connection.Invoker.SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return (status, CredentialTestOutcome.Valid);
        }

        using var body = new PooledBuffer(4096);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read;
        do
        {
            read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken);
            body.Advance(read);
        }
        while (read > 0 && body.Length < MaxErrorBytes);

        // What the source says is read and not told: it may quote the credential.
        var failure = ProviderErrorReader.Read(
            status, body.WrittenMemory, null, new AnswerFrame("", Guid.Empty, DateTimeOffset.UnixEpoch), ResponseHeader.First(response.Headers, "x-amzn-errortype"));
        return (status, failure.Code == "credential_refused" ? CredentialTestOutcome.Rejected : CredentialTestOutcome.Inconclusive);
    }
}
