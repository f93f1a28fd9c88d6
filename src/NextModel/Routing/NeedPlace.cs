using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>Where in a chat request something stands that not every model can do.</summary>
internal static class NeedPlace
{
    /// <summary>The path of the first member or part that needs it.</summary>
    public static string Of(InferenceRequest request, Capability need)
    {
        var body = request.Chat.Root;
        switch (need)
        {
            case Capability.Tools:
                return body["tools"u8].Count() > 0 ? "tools" : "functions";
            case Capability.JsonObject or Capability.JsonSchema:
                return "response_format";
        }

        var place = 0;
        foreach (var message in body["messages"u8].Children)
        {
            var index = 0;
            foreach (var part in message.Value["content"u8].Kind == Json.JsonKind.Array ? message.Value["content"u8].Children : default)
            {
                if (BodyFacts.NeedOf(part.Value) == need)
                {
                    return $"messages[{place}].content[{index}]";
                }

                index++;
            }

            place++;
        }

        return "audio";
    }
}
