using NextModel.Errors;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes that tell what models cost before they are asked, and that compare them.</summary>
internal static class PricingApi
{
    private const string Price = """
        {"type":["object","null"],"required":["currency","input","cached_input","output","as_of","basis"],"properties":{
          "version":{"type":"string"},"currency":{"type":"string"},"input":{"type":["number","null"]},"cached_input":{"type":["number","null"]},
          "output":{"type":["number","null"]},"as_of":{"type":["string","null"]},"basis":{"type":"string"},"evidence":{"type":["string","null"]}}}
        """;

    private const string ExamplePrice = """
        {"version":"catalog:openai/gpt-4o-mini:2026-11-10:1a2b3c4d","currency":"USD","input":0.15,"cached_input":0.075,"output":0.6,
         "as_of":"2026-11-10","basis":"list","confidence":"4 sources agree","evidence":"…"}
        """;

    private static readonly string ModelSchema = """
        {"type":"object","required":["id","name","developer","callable","status","capabilities","offers"],"properties":{
          "id":{"type":"string"},"name":{"type":"string"},"developer":{"type":"string"},"aliases":{"type":"array","items":{"type":"string"}},
          "callable":{"type":"boolean"},"status":{"enum":["stable","preview","deprecated"]},"retires_on":{"type":["string","null"]},
          "context_window":{"type":["integer","null"]},"max_output_tokens":{"type":["integer","null"]},"capabilities":{"type":"object"},
          "workload_fit":{"type":"object"},"featured":{"type":"boolean"},
          "offers":{"type":"array","items":{"type":"object","required":["source","region","upstream_model","callable","price","latency"],"properties":{
            "source":{"type":"string"},"region":{"type":"string"},"upstream_model":{"type":"string"},"callable":{"type":"boolean"},
            "held":{"type":["string","null"]},"price":PRICE,"latency":{"type":["array","null"]}}}}}}
        """.Replace("PRICE", Price, StringComparison.Ordinal);

    private static readonly string Model = """
        {"id":"gpt-4o-mini","name":"GPT-4o mini","developer":"openai","aliases":[],"callable":true,"status":"stable","retires_on":null,
         "context_window":128000,"max_output_tokens":16384,"capabilities":{"chat":true,"tools":true,"audio":null},
         "workload_fit":{"low-cost":"At most 0.30 USD for input and 1.50 USD for output per 1M tokens at its first source."},"featured":true,
         "offers":[{"source":"openai","region":"global","upstream_model":"gpt-4o-mini","callable":true,"held":null,"price":PRICE,"latency":null}]}
        """.Replace("PRICE", ExamplePrice, StringComparison.Ordinal);

    private static readonly ApiBody OneModel = ApiBody.Written("CatalogModel", ModelSchema, Model);

    private static readonly ApiBody Catalog = ApiBody.Written(
        "Catalog",
        """
        {"type":"object","required":["object","currency","models","sources"],"properties":{"object":{"const":"catalog"},"currency":{"type":"string"},
          "models":{"type":"array","items":{"$ref":"#/components/schemas/CatalogModel"}},
          "sources":{"type":"array","items":{"type":"object","required":["id","name","region","dialect","live"]}}}}
        """,
        """
        {"object":"catalog","currency":"USD","models":[MODEL],
         "sources":[{"id":"openai","name":"OpenAI","region":"global","dialect":"openai-chat","spoken":true,"live":true,"key_variable":"OPENAI_API_KEY"}]}
        """.Replace("MODEL", Model, StringComparison.Ordinal));

    private static readonly ApiBody Comparison = ApiBody.Written(
        "ComparisonRequest",
        """
        {"type":"object","additionalProperties":false,"required":["models","request"],"properties":{
          "models":{"type":"array","minItems":2,"maxItems":6,"items":{"type":"string"}},
          "request":{"type":"object","required":["messages"],"properties":{"messages":{"type":"array","minItems":1,"items":{"type":"object"}}}}}}
        """,
        """{"models":["gpt-4o-mini","claude-haiku-4-5"],"request":{"messages":[{"role":"user","content":"Hello"}],"max_tokens":200}}""");

    private static readonly ApiBody Compared = ApiBody.Written(
        "Comparison",
        """
        {"type":"object","required":["results"],"properties":{"results":{"type":"array","items":{"type":"object",
          "required":["index","model","status","total_ms","error"],"properties":{
            "index":{"type":"integer"},"model":{"type":"string"},"status":{"enum":["completed","refused","failed","broke"]},
            "effective_model":{"type":["string","null"]},"source":{"type":["string","null"]},"serve_mode":{"enum":["fresh","exact_cache",null]},
            "first_byte_ms":{"type":["integer","null"]},"total_ms":{"type":"integer"},"usage":{"type":["object","null"]},
            "cost":{"type":["string","null"]},"currency":{"type":["string","null"]},"usage_source":{"type":["string","null"]},
            "request_id":{"type":"string"},"receipt_url":{"type":["string","null"]},"receipt_hash":{"type":["string","null"]},
            "error":{"type":["object","null"]}}}}}}
        """,
        """
        {"results":[{"index":0,"model":"gpt-4o-mini","status":"completed","effective_model":"gpt-4o-mini","source":"openai","serve_mode":"fresh",
          "first_byte_ms":412,"total_ms":1310,"usage":{"prompt_tokens":8,"completion_tokens":9,"total_tokens":17},"cost":"0.000006600","currency":"USD",
          "usage_source":"provider","request_id":"req_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
          "receipt_url":"http://127.0.0.1:8080/v1/receipts/rcpt_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","receipt_hash":"sha256:…","error":null}]}
        """);

    private static readonly ApiBody Question = ApiBody.Written(
        "EstimateRequest",
        """
        {"type":"object","additionalProperties":false,"properties":{
          "model":{"type":"string"},"models":{"type":"array","items":{"type":"string"}},"input_tokens":{"type":"integer"},
          "cached_input_tokens":{"type":"integer"},"cache_write_tokens":{"type":"integer"},"output_tokens":{"type":"integer"},
          "reasoning_tokens":{"type":"integer"},"image_input_tokens":{"type":"integer"},"body":{"type":"object"},"requests":{"type":"integer"},"repeat_rate":{"type":"number"},
          "currency":{"type":"string"},"service_tier":{"type":"string"},"at":{"type":"string"},"workload":{"type":"array","items":{"type":"object"}}}}
        """,
        """{"model":"gpt-4o-mini","input_tokens":1200,"output_tokens":300,"requests":100000,"repeat_rate":0.25}""");

    private static readonly ApiBody Answer = ApiBody.Written(
        "Estimate",
        """
        {"type":"object","required":["object","requests","repeats","estimates"],"properties":{"object":{"const":"pricing.estimate"},
          "requests":{"type":"integer"},"repeats":{"type":"integer"},"identified":{"type":"integer"},"exact_cache_discount":{"type":"string"},
          "estimates":{"type":"array","items":{"type":"object","required":["model","problem","source","callable"]}}}}
        """,
        """
        {"object":"pricing.estimate","requests":100000,"repeats":25000,"identified":0,"exact_cache_discount":"0.90","estimates":[
          {"model":"gpt-4o-mini","problem":null,"source":"openai","region":"global","upstream_model":"gpt-4o-mini","callable":true,"currency":"USD",
           "fresh":{"per_request":"0.000360000","per_1000_requests":"0.360000000","per_month":"36.000000000"},
           "exact_cache":{"per_request":"0.000036000","per_1000_requests":"0.036000000","per_month":"3.600000000"},
           "with_exact_cache":{"per_month":"27.900000000"}}]}
        """);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        new ApiRoute("GET", "/api/catalog", "Models, offers and prices with their date and evidence, callable or not")
        {
            Response = Catalog,
            Security = null,
            Errors = [GatewayErrorCode.InvalidRequest, GatewayErrorCode.RateLimitExceeded],
            Query =
            [
                ("capability", "Names with commas between them; a model must have all."), ("region", "Region of an offer."), ("source", "Id of a source."),
                ("developer", "Id of a developer."), ("workload", "A word of workload_fit."), ("max_input_price", "Per 1,000,000 tokens, ledger currency."),
                ("max_output_price", "The same for output."), ("min_context", "Tokens."), ("callable", "true or false."), ("featured", "true or false."),
                ("sort", "id, input_price, output_price, context or released; with - before it the other way round."),
            ],
        },
        new ApiRoute("GET", "/api/catalog/{id}", "One model of the catalog, by id or alias")
        {
            Response = OneModel,
            Security = null,
            Errors = [GatewayErrorCode.ModelNotFound, GatewayErrorCode.RateLimitExceeded],
        },
        new ApiRoute("POST", "/api/pricing/estimate", "What a request, or a file of them, costs at any models, fresh and from the exact cache")
        {
            Request = Question,
            Response = Answer,
            Security = null,
            Errors =
            [
                GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidJson, GatewayErrorCode.DuplicateMember, GatewayErrorCode.RequestTooLarge,
                GatewayErrorCode.UnsupportedContentType, GatewayErrorCode.RateLimitExceeded,
            ],
        },
        new ApiRoute("POST", "/api/compare", "The same chat request to two to six models at once: server-sent events, the last of them the comparison")
        {
            Request = Comparison,
            Response = Compared,
            MediaType = "text/event-stream",
            Security = "api_key",
            Headers = [("X-NextModel-Cache", "default, bypass, refresh or only."), ("X-NextModel-Workload", "Label on the receipts in place of the key's own.")],
            Errors =
            [
                GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidJson, GatewayErrorCode.DuplicateMember, GatewayErrorCode.RequestTooLarge,
                GatewayErrorCode.UnsupportedContentType, GatewayErrorCode.InvalidApiKey, GatewayErrorCode.KeyRevoked, GatewayErrorCode.KeyExpired,
                GatewayErrorCode.InternalError,
            ],
        },
    ];
}
