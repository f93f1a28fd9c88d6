namespace NextModel.Gateway.Tests.Fuzzing;

/// <summary>Good requests that use most of what each API has, for <c>model</c> m.</summary>
internal static class FuzzSeeds
{
    private const string Image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    /// <summary>Path and body. The first six can be asked of every source, the others of one that speaks OpenAI's chat.</summary>
    public static IEnumerable<(string Path, string Body)> Requests => Templates.Select(one => (one.Path, one.Body.Replace("IMAGE", Image, StringComparison.Ordinal)));

    private static readonly (string Path, string Body)[] Templates =
    [
        ("/v1/chat/completions", """
            {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":64,"temperature":0.5,"top_p":0.9,"n":1,"stop":["END","##"],
            "user":"u-1","metadata":{"a":"b"},"reasoning_effort":"low","parallel_tool_calls":false,
            "response_format":{"type":"json_schema","json_schema":{"name":"lamps","strict":true,"schema":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}}},
            "tools":[{"type":"function","function":{"name":"get_weather","description":"Weather","strict":true,"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}],
            "tool_choice":{"type":"function","function":{"name":"get_weather"}},
            "messages":[{"role":"system","content":"Be brief."},{"role":"user","name":"ann","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,IMAGE","detail":"low"}}]},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Kuching\"}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"sunny"},{"role":"assistant","content":"It is sunny.","refusal":null},{"role":"user","content":"Thanks"}]}
            """),
        ("/v1/responses", """
            {"model":"m","stream":true,"store":false,"instructions":"Be brief.","max_output_tokens":64,"temperature":0.5,"top_p":0.9,"metadata":{"a":"b"},"parallel_tool_calls":true,
            "reasoning":{"effort":"low","summary":"auto"},"include":["reasoning.encrypted_content"],"truncation":"disabled","user":"u-1","prompt_cache_key":"k",
            "text":{"verbosity":"low","format":{"type":"json_schema","name":"lamps","strict":true,"schema":{"type":"object","properties":{"n":{"type":"integer"}}}}},
            "tools":[{"type":"function","name":"get_weather","description":"Weather","strict":false,"parameters":{"type":"object","properties":{"city":{"type":"string"}}}},{"type":"custom","name":"patch","description":"A patch"}],
            "tool_choice":"auto","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"What is this?"},{"type":"input_image","image_url":"data:image/png;base64,IMAGE","detail":"auto"}]},
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm"}],"encrypted_content":"gAAAAA"},
            {"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather","arguments":"{\"city\":\"Kuching\"}"},{"type":"function_call_output","call_id":"call_1","output":"sunny"},
            {"role":"assistant","content":[{"type":"output_text","text":"It is sunny.","annotations":[]}]},{"role":"user","content":"Thanks"}]}
            """),
        ("/v1/responses", """{"model":"m","input":"Hello","store":true}"""),
        ("/v1/messages", """
            {"model":"m","stream":true,"max_tokens":2048,"temperature":0.5,"top_p":0.9,"top_k":4,"stop_sequences":["END"],"metadata":{"user_id":"u-1"},"thinking":{"type":"enabled","budget_tokens":1024},
            "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"5m"}}],"service_tier":"auto",
            "tools":[{"name":"get_weather","description":"Weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"cache_control":{"type":"ephemeral"}}],
            "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
            "messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"IMAGE"}}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"sig"},{"type":"redacted_thinking","data":"xx"},{"type":"text","text":"Let me see."},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Kuching"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":false,"content":[{"type":"text","text":"sunny"}]}]},{"role":"assistant","content":"It is sunny."},{"role":"user","content":"Thanks"}]}
            """),
        ("/v1/messages/count_tokens", """{"model":"m","system":"Be brief.","messages":[{"role":"user","content":"Hello"}]}"""),
        ("/v1/responses/input_tokens", """{"model":"m","instructions":"Be brief.","input":[{"role":"user","content":"Hello"}]}"""),
        ("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":9,"logprobs":true,"top_logprobs":2,"service_tier":"auto","seed":7,"presence_penalty":0.1,"frequency_penalty":-0.1,"logit_bias":{"50256":-100}}"""),
        ("/v1/embeddings", """{"model":"m","input":["Hello","there"],"encoding_format":"float","dimensions":8,"user":"u-1"}"""),
        ("/v1/embeddings", """{"model":"m","input":[[1,2,3],[4]],"encoding_format":"base64"}"""),
        ("/v1/completions", """{"model":"m","prompt":["Once","upon"],"suffix":"end","max_tokens":9,"n":1,"best_of":1,"echo":false,"logprobs":1,"stop":"x","stream":true}"""),
        ("/v1/moderations", """{"model":"m","input":[{"type":"text","text":"Hello"},{"type":"image_url","image_url":{"url":"https://example.com/x.png"}}]}"""),
        ("/v1/images/generations", """{"model":"m","prompt":"A lantern","n":1,"size":"1024x1024","quality":"low","background":"auto","output_format":"png","stream":false}"""),
        ("/v1/audio/speech", """{"model":"m","input":"Hello","voice":"alloy","response_format":"mp3","speed":1.0}"""),
        ("/api/compare", """{"models":["m","m2"],"request":{"messages":[{"role":"user","content":"Hello"}],"max_tokens":9}}"""),
        ("/api/pricing/estimate", """{"model":"m","requests":1000,"input_tokens":500,"output_tokens":200,"cached_input_tokens":50,"repeat_rate":0.1}"""),
    ];

    /// <summary>Method, path and body of changes that administrators make.</summary>
    public static readonly (string Path, string Body)[] Changes =
    [
        ("/api/admin/v1/keys", """{"organization":"default","project":"default","name":"k","environment":"test","workload":"w","expires_at":"2030-01-01T00:00:00Z","create":true}"""),
        ("/api/admin/v1/budgets", """{"scope":"project","scope_id":"default","name":"b","limit":10.5,"window":"month","time_zone":"Europe/London","hard":true,"thresholds":[50,80,100]}"""),
        ("/api/admin/v1/organizations", """{"name":"acme","currency":"USD"}"""),
        ("/api/admin/v1/teams", """{"organization":"default","name":"t"}"""),
        ("/api/admin/v1/projects", """{"organization":"default","team":"default","name":"p"}"""),
        ("/api/admin/v1/policies/explain", """{"organization":"default","key":"KEY","request":{"model":"m","messages":[{"role":"user","content":"Hello"}]}}"""),
        ("/api/admin/v1/policies", """{"scope":"organization","scope_id":"default","document":"policy: 1\nrules:\n  - name: r\n    when: { model: m }\n    models: { allow: [m] }\n    route: { strategy: cheapest, targets: [m] }\n"}"""),
        ("/api/admin/v1/apply", """{"file":"organizations:\n  - name: default\n    teams:\n      - name: default\n        projects:\n          - name: default\n            keys:\n              - name: k2\n","dry_run":true}"""),
        ("/api/admin/v1/webhooks", """{"organization":"default","url":"https://example.com/hook","name":"h"}"""),
        ("/api/admin/v1/invitations", """{"organization":"default","email":"ann@example.com","role":"viewer"}"""),
        ("/api/admin/v1/prices", """{"model":"m","source":"fake","price":{"currency":"USD","input":1.5,"output":2},"effective_from":"2027-01-01T00:00:00Z"}"""),
        ("/api/admin/v1/credits/default/transfers", """{"kind":"top_up","amount":10,"external_id":"x"}"""),
    ];
}
