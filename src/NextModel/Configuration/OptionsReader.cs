using System.Net;
using System.Text;
using NextModel.Catalog;
using NextModel.Credits.Payments;
using NextModel.Egress;
using NextModel.Responses;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>Reads <c>nextmodel.yaml</c> into <see cref="GatewayOptions"/>, noting every problem with path, line and fix.</summary>
public static class OptionsReader
{
    /// <param name="yaml">The file's text; empty means all defaults.</param>
    /// <param name="environment">Looks up the variables of <c>${NAME}</c>.</param>
    /// <param name="problems">Receives what is wrong; nothing is added when all is well.</param>
    public static GatewayOptions Read(string yaml, Func<string, string?> environment, List<ConfigurationProblem> problems)
    {
        YamlMappingNode root;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
            {
                return new GatewayOptions();
            }

            if (stream.Documents[0].RootNode is not YamlMappingNode mapping)
            {
                problems.Add(new ConfigurationProblem("nextmodel.yaml", "must hold the sections sources, models, billing and payments."));
                return new GatewayOptions();
            }

            root = mapping;
        }
        catch (YamlException error)
        {
            problems.Add(new ConfigurationProblem($"nextmodel.yaml (line {error.Start.Line}, column {error.Start.Column})", error.Message));
            return new GatewayOptions();
        }

        var file = new YamlSection("", root, environment, problems);
        var options = new GatewayOptions
        {
            Sources = [.. file.Sections("sources").Select(ReadSource)],
            Models = [.. file.Sections("models").Select(ModelReader.Read)],
            WebhookTargets = file.Section("webhooks") is { } webhooks ? ReadAllowances(webhooks) : [],
            CredentialTargets = file.Section("credentials") is { } credentials ? ReadAllowances(credentials) : [],
            Billing = file.Section("billing") is { } billing ? ReadBilling(billing) : new BillingOptions(),
            Payments = file.Section("payments") is { } payments ? ReadPayments(payments) : new PaymentOptions(),
            Uploads = file.Section("uploads") is { } uploads ? ReadUploads(uploads) : new UploadOptions(),
            Overload = file.Section("overload") is { } overload ? ReadOverload(overload) : new OverloadOptions(),
            SignIn = SignInReader.Read(file),
            Exports = ReportOptionsReader.ReadExports(file),
            Responses = file.Section("responses") is { } responses ? ReadResponses(responses) : ResponseRules.Default,
            Retention = ReportOptionsReader.ReadRetention(file),
        };
        file.RejectUnknown();
        return options;
    }

    private static ResponseRules ReadResponses(YamlSection section)
    {
        var defaults = ResponseRules.Default;
        var rules = new ResponseRules(section.Flag("store") ?? defaults.Store, section.Duration("ttl") ?? defaults.Ttl);
        if (rules.Ttl < TimeSpan.FromMinutes(1) || rules.Ttl > TimeSpan.FromDays(366))
        {
            section.Report("ttl", "must be from 1m to 8784h (366 days). To keep nothing, say store: false.");
        }

        section.RejectUnknown();
        return rules;
    }

    private static UploadOptions ReadUploads(YamlSection section)
    {
        var uploads = new UploadOptions { MaxMiB = (int)(section.Whole("max_mib", 1, 8192) ?? UploadOptions.UsualMiB) };
        section.RejectUnknown();
        return uploads;
    }

    private static OverloadOptions ReadOverload(YamlSection section)
    {
        var usual = new OverloadOptions();
        var overload = new OverloadOptions
        {
            MaxWait = section.Duration("max_wait") ?? usual.MaxWait,
            MaxBodyBytes = section.Whole("max_body_mib", 1, 1024 * 1024) is { } most ? most * 1024 * 1024 : usual.MaxBodyBytes,
        };
        if (overload.MaxWait < TimeSpan.FromMilliseconds(10) || overload.MaxWait > TimeSpan.FromMinutes(1))
        {
            section.Report("max_wait", "must be from 10ms to 1m.");
        }

        section.RejectUnknown();
        return overload;
    }

    private static List<EgressAllowance> ReadAllowances(YamlSection section)
    {
        var allowed = new List<EgressAllowance>();
        foreach (var target in section.Sections("allow"))
        {
            var text = target.RequiredText("network");
            var port = target.Number("port", 1, 65_535);
            if (IPNetwork.TryParse(text, out var network))
            {
                allowed.Add(new EgressAllowance(network, (int?)port));
            }
            else if (text.Length > 0)
            {
                target.Report("network", $"'{text}' is not a network such as 10.0.0.0/8, 127.0.0.1/32 or fd00::/8, with no bits set after the prefix.");
            }

            target.RejectUnknown();
        }

        section.RejectUnknown();
        return allowed;
    }

    internal static SourceOptions ReadSource(YamlSection section)
    {
        var source = new SourceOptions(section.Where, section.RequiredText("id"))
        {
            Dialect = section.Text("dialect"),
            BaseUrl = section.Text("base_url"),
            ApiKey = section.Text("api_key"),
            ApiVersion = section.Text("api_version"),
            Region = section.Text("region"),
            MaxAttempts = (int?)section.Number("max_attempts", 1, 10),
            RetryBudget = section.Number("retry_budget", 0, 1),
            CircuitBreaker = section.Flag("circuit_breaker"),
            Timeouts = section.Section("timeouts") is { } timeouts ? ReadTimeouts(timeouts) : null,
            Quirks = section.Section("quirks") is { } quirks ? ReadQuirks(quirks) : null,
            Operations = section.OneOrMore("operations") is { } operations ? ReadOperations(section, operations) : null,
        };
        section.RejectUnknown();
        return source;
    }

    private static OfferedOperations ReadOperations(YamlSection section, IReadOnlyList<string> names)
    {
        var operations = new List<Inference.Operation>();
        foreach (var name in names)
        {
            if (OfferedOperations.Parse(name) is { } operation)
            {
                operations.Add(operation);
            }
            else
            {
                section.Report("operations", $"'{name}' is not one of {OfferedOperations.Known}. Chat and embeddings are always offered.");
            }
        }

        return OfferedOperations.Of(operations);
    }

    private static SourceTimeouts ReadTimeouts(YamlSection section)
    {
        var defaults = SourceTimeouts.Default;
        var timeouts = new SourceTimeouts(
            section.Duration("connect") ?? defaults.Connect,
            section.Duration("first_byte") ?? defaults.FirstByte,
            section.Duration("idle") ?? defaults.Idle,
            section.Duration("total") ?? defaults.Total);
        section.RejectUnknown();
        return timeouts;
    }

    private static SourceQuirks ReadQuirks(YamlSection section)
    {
        var defaults = SourceQuirks.None;
        var quirks = new SourceQuirks
        {
            DeveloperRoleToSystem = section.Flag("developer_role_to_system") ?? defaults.DeveloperRoleToSystem,
            MaxTokensName = section.Text("max_tokens_name"),
            UsageInStream = section.Flag("usage_in_stream") ?? defaults.UsageInStream,
            InputIncludesCache = section.Flag("input_includes_cache") ?? defaults.InputIncludesCache,
            OutputIncludesReasoning = section.Flag("output_includes_reasoning") ?? defaults.OutputIncludesReasoning,
            MaxTemperature = section.Number("max_temperature", 0, 2),
            MaxStops = (int?)section.Whole("max_stops", 0, 64),
            ToolChoiceRequired = section.Text("tool_choice_required"),
            StrictTools = section.Flag("strict_tools") ?? defaults.StrictTools,
            NullContent = section.Flag("null_content") ?? defaults.NullContent,
            ReasoningIn = section.Text("reasoning_in"),
            ImageAddresses = section.Flag("image_addresses") ?? defaults.ImageAddresses,
            TextParts = section.Flag("text_parts") ?? defaults.TextParts,
            JsonObject = section.Flag("json_object") ?? defaults.JsonObject,
            JsonSchema = section.Flag("json_schema") ?? defaults.JsonSchema,
            ThinkingSwitch = section.Text("thinking_switch"),
            ThinkTags = section.Flag("think_tags") ?? defaults.ThinkTags,
            DropMembers = section.Texts("drop_members"),
            StreamOnly = section.Flag("stream_only") ?? defaults.StreamOnly,
        };
        if (quirks.MaxTokensName is not (null or "max_tokens" or "max_completion_tokens"))
        {
            section.Report("max_tokens_name", $"'{quirks.MaxTokensName}' is neither max_tokens nor max_completion_tokens.");
        }

        if (quirks.ToolChoiceRequired is not (null or "any" or "auto"))
        {
            section.Report("tool_choice_required", $"'{quirks.ToolChoiceRequired}' is neither any nor auto.");
        }

        if (quirks.ReasoningIn is not (null or "all" or "calls"))
        {
            section.Report("reasoning_in", $"'{quirks.ReasoningIn}' is neither all nor calls.");
        }

        if (quirks.ThinkingSwitch is not (null or "thinking" or "enable_thinking" or "chat_template_kwargs" or "reasoning"))
        {
            section.Report("thinking_switch", $"'{quirks.ThinkingSwitch}' is none of thinking, enable_thinking, chat_template_kwargs and reasoning.");
        }

        section.RejectUnknown();
        return quirks;
    }

    private static BillingOptions ReadBilling(YamlSection section)
    {
        var defaults = new BillingOptions();
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["USD"] = 1m };
        DateOnly? asOf = null;
        if (section.Section("fx") is { } fx)
        {
            foreach (var name in fx.MemberNames().Where(n => n != "as_of"))
            {
                rates[name] = fx.Number(name, 0.000001m, 1_000_000_000m) ?? 1m;
            }

            asOf = fx.Day("as_of");
        }

        var billing = new BillingOptions
        {
            Currency = section.Text("currency") ?? defaults.Currency,
            ExactCacheDiscount = section.Number("exact_cache_discount", 0, 1) ?? defaults.ExactCacheDiscount,
            ByokFee = section.Number("byok_fee", 0, 1) ?? defaults.ByokFee,
            UnitsPerDollar = rates,
            FxAsOf = asOf,
        };
        section.RejectUnknown();
        return billing;
    }

    private static PaymentOptions ReadPayments(YamlSection section)
    {
        var payments = new PaymentOptions
        {
            StripeSecret = section.Section("stripe") is { } stripe ? ReadSecret(stripe) : null,
            PaddleSecret = section.Section("paddle") is { } paddle ? ReadSecret(paddle) : null,
        };
        section.RejectUnknown();
        return payments;
    }

    // Whoever guesses the secret mints credit: one that can be guessed is refused, an empty one above all.
    private static string? ReadSecret(YamlSection section)
    {
        var secret = section.RequiredText("webhook_secret");
        var bytes = Encoding.UTF8.GetByteCount(secret);
        if (bytes is > 0 and < PaymentSignature.LeastSecretBytes)
        {
            section.Report(
                "webhook_secret",
                $"has {bytes} bytes, and a webhook secret has at least {PaymentSignature.LeastSecretBytes}. Copy the whole secret from the payment processor, or take "
                + "the section out to leave the webhook off.");
        }

        section.RejectUnknown();
        return secret;
    }
}
