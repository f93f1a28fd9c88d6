using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Clients;

/// <summary>
/// A dialect that clients speak other than OpenAI's chat: how its requests pass to sources that speak it too, and how chat answers of all other
/// sources are told in it (docs/adr/0027). Requests are read, and said in chat's words, by the gateway's edge.
/// </summary>
internal interface IClientDialect : IPassedDialect
{
    /// <summary>What of a request in chat's words, and how, is part of the exact cache's key: name and version, raised when the same request is said another way.</summary>
    string Form { get; }

    /// <summary>Tells a streamed chat answer, whose id is the one of its head.</summary>
    IChunkTeller OpenTold(AnswerFrame frame, AnswerHead head);

    /// <summary>Writes a complete chat answer in the dialect, without its usage.</summary>
    void WriteTold(JsonCursor chat, AnswerFrame frame, PooledBuffer output);
}
