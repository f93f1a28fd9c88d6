using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Tells members apart by name, once per member instead of once per question.</summary>
internal static class WireMembers
{
    /// <summary>
    /// What names or betrays the source, and padding (<c>obfuscation</c>) that no longer fits a chunk whose length we changed.
    /// </summary>
    private static readonly byte[][] PrivateNames =
    [
        .. new[]
        {
            "provider", "obfuscation", "prompt_filter_results", "native_finish_reason", "nvext", "kv_transfer_params",
            "input_sensitive", "input_sensitive_type", "output_sensitive", "output_sensitive_type", "output_sensitive_int",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>Which member this is. A name written with escapes is none that we know: no source writes one.</summary>
    public static WireMember Of(in JsonChild child)
    {
        var value = child.Value;
        ref readonly var token = ref value.Tape.TokenAt(value.Index - 1);
        var name = value.Tape.Text[(token.Start + 1)..(token.End - 1)];
        return name.Length switch
        {
            2 => name.SequenceEqual("id"u8) ? WireMember.Id : default,
            4 => name.SequenceEqual("role"u8) ? WireMember.Role
                : name.SequenceEqual("name"u8) ? WireMember.Name
                : name.SequenceEqual("type"u8) ? WireMember.Type : default,
            5 => name.SequenceEqual("index"u8) ? WireMember.Index
                : name.SequenceEqual("delta"u8) ? WireMember.Delta
                : name.SequenceEqual("model"u8) ? WireMember.Model
                : name.SequenceEqual("usage"u8) ? WireMember.Usage
                : name.SequenceEqual("input"u8) ? WireMember.Input
                : name.SequenceEqual("error"u8) ? WireMember.Error
                : IsPrivate(name),
            6 => name.SequenceEqual("object"u8) ? WireMember.Object
                : name.SequenceEqual("custom"u8) ? WireMember.Custom
                : name.SequenceEqual("x_groq"u8) ? WireMember.XGroq : default,
            7 => name.SequenceEqual("choices"u8) ? WireMember.Choices
                : name.SequenceEqual("content"u8) ? WireMember.Content
                : name.SequenceEqual("created"u8) ? WireMember.Created
                : name.SequenceEqual("message"u8) ? WireMember.Message
                : name.SequenceEqual("refusal"u8) ? WireMember.Refusal
                : name.SequenceEqual("timings"u8) ? WireMember.Timings : default,
            8 => name.SequenceEqual("logprobs"u8) ? WireMember.Logprobs
                : name.SequenceEqual("function"u8) ? WireMember.Function
                : IsPrivate(name),
            9 => name.SequenceEqual("arguments"u8) ? WireMember.Arguments
                : name.SequenceEqual("reasoning"u8) ? WireMember.Reasoning
                : name.SequenceEqual("base_resp"u8) ? WireMember.BaseResp : default,
            10 => name.SequenceEqual("tool_calls"u8) ? WireMember.ToolCalls : default,
            12 => name.SequenceEqual("service_tier"u8) ? WireMember.ServiceTier : default,
            13 => name.SequenceEqual("finish_reason"u8) ? WireMember.FinishReason
                : name.SequenceEqual("function_call"u8) ? WireMember.FunctionCall : default,
            17 => name.SequenceEqual("reasoning_content"u8) ? WireMember.ReasoningContent
                : name.SequenceEqual("reasoning_details"u8) ? WireMember.ReasoningDetails : default,
            18 => name.SequenceEqual("system_fingerprint"u8) ? WireMember.SystemFingerprint : default,
            _ => IsPrivate(name),
        };
    }

    private static WireMember IsPrivate(ReadOnlySpan<byte> name)
    {
        foreach (var known in PrivateNames)
        {
            if (name.SequenceEqual(known))
            {
                return WireMember.Private;
            }
        }

        return WireMember.Other;
    }
}
