using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Pipeline;

/// <summary>Counts what no source has counted. Only called when it has to be: counting costs more than serving.</summary>
internal sealed class AnswerMeter(string tokenizer)
{
    private readonly string _tokenizer = tokenizer;

    /// <summary>Usage by our own count: the input of the request, and the output tokens given.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outputTokens">How many.</param>
    /// <param name="units">What it is counted in besides tokens, which then are not guessed.</param>
    public Usage Estimate(InferenceRequest request, long outputTokens, MeteredUnits? units = null) =>
        units is not null ? new Usage(units.IsTold ? UsageSource.Provider : UsageSource.Estimated, 0, 0, 0, 0, 0)
        : request.IsOpaque && request.Operation != Operation.Moderations ? Usage.None
        : new(UsageSource.Estimated, Meter.EstimateInput(request, _tokenizer), 0, 0, outputTokens, 0);

    /// <summary>Output tokens of a whole answer.</summary>
    public long CountOutput(WholeAnswer answer) => answer.CountText(TokenCounter.Find(_tokenizer)!);

    /// <summary>Output tokens of a stream as far as it has come.</summary>
    public long CountOutput(IAnswerStream events) => events.CountText(TokenCounter.Find(_tokenizer)!);

    /// <summary>Tokens that attempts which did not serve are known to have used.</summary>
    public static long Elsewhere(LedgerEntry entry)
    {
        var tokens = 0L;
        for (var i = 0; i < entry.Attempts.Count - 1; i++)
        {
            tokens += entry.Attempts[i].Usage.TotalTokens;
        }

        return tokens;
    }
}
