using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>One entry of <c>reasoning_details</c>, which a caller sends back unread.</summary>
internal static class ReasoningDetail
{
    /// <param name="output">Where it goes.</param>
    /// <param name="format">What the dialect marks its own by.</param>
    /// <param name="text">What was thought, the content of a JSON string; ignored for what is sealed.</param>
    /// <param name="proof">The signature, or the sealed text, as JSON.</param>
    /// <param name="isSealed">True for thinking that is not shown.</param>
    /// <param name="place">Its place among the blocks of the answer.</param>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> format, ReadOnlySpan<byte> text, ReadOnlySpan<byte> proof, bool isSealed, long place)
    {
        output.Write(isSealed ? "{\"type\":\"reasoning.encrypted\",\"data\":"u8 : "{\"type\":\"reasoning.text\",\"text\":\""u8);
        if (!isSealed)
        {
            output.Write(text);
            output.Write("\",\"signature\":"u8);
        }

        output.Write(proof);
        output.Write(",\"format\":\""u8);
        output.Write(format);
        output.Write("\",\"index\":"u8);
        output.WriteNumber(place);
        output.Write("}"u8);
    }
}
