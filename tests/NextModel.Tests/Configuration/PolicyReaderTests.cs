using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Policies;
using NextModel.Tests.Policies;

namespace NextModel.Tests.Configuration;

public sealed class PolicyReaderTests
{
    private const string Head = "policy: 1\nrules:\n  - name: one\n";

    /// <summary>A document, the place of its problem, and what the problem's text must have.</summary>
    public static TheoryData<string, string, string> Problems => new()
    {
        { "policy: 1\nruels: []", "ruels (line 2, column 8)", "is not an option here. Known: aliases, credentials, default, policy, rules." },
        { Head + "    wehn: { model: x }", "rules[0].wehn (line 4, column 11)", "Known: cache, credentials, deny, max_output_tokens" },
        { Head + "    when: { modle: x }", "rules[0].when.modle (line 4, column 20)", "Known: budget_used, environment" },
        { Head + "    route: { targets: [large, lrage] }", "rules[0].route.targets[1] (line 4, column 31)", "there is no model or alias 'lrage'" },
        { Head + "    route: { targets: [volcengine/large] }", "rules[0].route.targets[0] (line 4, column 24)", "does not offer 'large'. It is offered by: openai, frankfurt." },
        { Head + "    route: { targets: [large, large] }", "rules[0].route.targets[1] (line 4, column 31)", "a target already" },
        { Head + "    route: { targets: [] }", "rules[0].route.targets (line 4, column 23)", "has 0 targets; it must be 1 to 100." },
        { Head + "    route: { targets: large }", "rules[0].route.targets (line 4, column 23)", "must be a list" },
        { Head + "    route: {}", "rules[0].route.strategy (line 4, column 12)", "or 'targets' is required" },
        { Head + "    route: { strategy: random }", "rules[0].route.strategy (line 4, column 24)", "'random' is not one of priority, weighted, cheapest, fastest, sticky." },
        { Head + "    route: { targets: [{ model: large, weight: 3 }] }", "rules[0].route.targets[0].weight (line 4, column 48)", "only counts with 'strategy: weighted'" },
        { Head + "    route: { strategy: weighted, targets: [{ model: large, weight: 0 }] }", "rules[0].route.targets (line 4, column 43)", "all have weight 0" },
        { Head + "    route: { strategy: weighted, targets: [{ model: large, weight: -1 }] }", "rules[0].route.targets[0].weight (line 4, column 68)", "'-1' is not a number from 0 to 1000." },
        { Head + "    route: { max_price: { currency: USD, input: -1 } }", "rules[0].route.max_price.input (line 4, column 49)", "'-1' is not a number from 0 to 1000000." },
        { Head + "    route: { max_price: { currency: USD, input: 99999999999999999999999999999999 } }", "rules[0].route.max_price.input (line 4, column 49)", "is not a number from 0" },
        { Head + "    route: { max_price: { currency: XYZ, input: 1 } }", "rules[0].route.max_price.currency (line 4, column 37)", "there is no rate for 'XYZ'. Known: USD." },
        { Head + "    route: { max_latency: { p95: soon } }", "rules[0].route.max_latency.p95 (line 4, column 34)", "is not a duration" },
        { Head + "    max_output_tokens: 0", "rules[0].max_output_tokens (line 4, column 24)", "'0' is not a number from 1 to 2147483647." },
        { Head + "    max_output_tokens: 1.5", "rules[0].max_output_tokens (line 4, column 24)", "is not a whole number" },
        { Head + "    max_temperature: 3", "rules[0].max_temperature (line 4, column 22)", "'3' is not a number from 0 to 2." },
        { Head + "    credentials: own", "rules[0].credentials (line 4, column 18)", "'own' is not one of own_first, own_only, platform_only." },
        { "policy: 1\ncredentials: byok", "credentials (line 2, column 14)", "'byok' is not one of own_first, own_only, platform_only." },
        { Head + "    deny: no\n    credentials: own_only", "rules[0].credentials (line 5, column 18)", "says nothing in a rule with 'deny'" },
        { Head + "    cache: sometimes", "rules[0].cache (line 4, column 12)", "'sometimes' is neither exact nor off." },
        { Head + "    regions: { allow: [EU] }", "rules[0].regions.allow[0] (line 4, column 24)", "no source is in a region 'EU'. Known: cn, eu, global;" },
        { Head + "    regions: { allow: }", "rules[0].regions.allow (line 4, column 23)", "has no value" },
        { Head + "    regions:\n", "rules[0].regions (line 4, column 13)", "has no value" },
        { Head + "    regions: {}", "rules[0].regions (line 4, column 14)", "needs 'allow', 'deny' or both." },
        { Head + "    models: { deny: [gpt-9] }", "rules[0].models.deny[0] (line 4, column 22)", "there is no model 'gpt-9'" },
        { Head + "    sources: { deny: [opnai] }", "rules[0].sources.deny[0] (line 4, column 23)", "there is no source 'opnai'. Known: frankfurt, openai, volcengine." },
        { Head + "    deny: no\n    cache: off", "rules[0].cache (line 5, column 12)", "says nothing in a rule with 'deny'" },
        { Head + "    when: { needs: [tool] }", "rules[0].when.needs[0] (line 4, column 21)", "'tool' is not one of tools, json_object, json_schema, vision, audio, video, files, reasoning." },
        { Head + "    when: { operation: chat }", "rules[0].when.operation (line 4, column 24)", "'chat' is not one of chat.completions, embeddings." },
        { Head + "    when: { budget_used: { at_least: 80 } }", "rules[0].when.budget_used.at_least (line 4, column 38)", "'80' is not a share of a budget" },
        { Head + "    when: { budget_used: { at_least: 180% } }", "rules[0].when.budget_used.at_least (line 4, column 38)", "'180%' is not a share" },
        { Head + "    when: { budget_used: { at_least: 80%, window: year } }", "rules[0].when.budget_used.window (line 4, column 51)", "'year' is not one of day, week, month, total." },
        { Head + "    when: { input_tokens: { at_least: 5, at_most: 4 } }", "rules[0].when.input_tokens.at_least (line 4, column 39)", "nothing is in between" },
        { Head + "  - name: one", "rules[1].name (line 4, column 11)", "is the name of an earlier rule" },
        { "policy: 1\nrules: [{ cache: off }]", "rules[0].name (line 2, column 9)", "is required" },
        { "policy: 2", "policy (line 1, column 9)", "'2' is not a number from 1 to 1." },
        { "rules: []", "policy (line 1, column 1)", "is required: the number of the format" },
        { "policy: 1\ndefault: forbid", "default (line 2, column 10)", "is neither allow nor deny" },
        { "policy: 1\naliases: { a: b, b: c, c: a }", "aliases.a (line 2, column 15)", "stands for itself: a → b → c → a." },
        { "policy: 1\naliases: { a: a }", "aliases.a (line 2, column 15)", "stands for itself: a → a." },
        { "policy: 1\naliases: { large: small }", "aliases.large (line 2, column 19)", "is the name of a model in the catalog" },
        { "policy: 1\naliases: { a: unheard-of }", "aliases.a (line 2, column 15)", "there is no model or alias 'unheard-of'" },
        { "policy: 1\naliases: { a/b: small }", "aliases.a/b (line 2, column 17)", "is no name for an alias" },
        { "policy: 1\npolicy: 1", "the document (line 2, column 1)", "policy" },
        { "policy: [1", "the document (line 2, column 1)", "" },
        { "[]", "the document (line 1, column 1)", "must be one document" },
        { "{ \"policy\": 1, \"rules\": [{ \"name\": \"one\", \"cache\": null }] }", "rules[0].cache (line 1, column 52)", "has no value" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Read_WrongDocument_SaysWhereWhatAndTheFix(string text, string where, string message)
    {
        var problems = new List<ConfigurationProblem>();

        PolicyReader.Read(text, SamplePolicies.Names, problems).ShouldBeNull();

        var problem = problems.ShouldHaveSingleItem();
        problem.Where.ShouldBe(where);
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void Read_EveryMember_IsRead()
    {
        var problems = new List<ConfigurationProblem>();
        var document = PolicyReader.Read(
            """
            policy: 1
            default: deny
            aliases:
              auto: [small, fast]
              fast: openai/small
            rules:
              - name: all of it
                when:
                  workload: [batch, "nightly-*"]
                  environment: production
                  model: auto
                  operation: chat.completions
                  needs: [tools, vision]
                  input_tokens: { at_least: 10, at_most: 20 }
                  budget_used: { at_least: 80 %, window: month, scope: team }
                  region: eu
                models: { allow: [small, "l*"], deny: large }
                sources: { allow: openai }
                regions: { deny: [cn] }
                preview: false
                max_output_tokens: 512
                max_temperature: 0.7
                cache: off
                route:
                  strategy: weighted
                  targets: [auto, { model: middle, weight: 3 }]
                  max_price: { currency: USD, input: 3, output: 15.5 }
                  max_latency: { p95: 2s }
                  min_context: 128000
            """,
            SamplePolicies.Names,
            problems);

        problems.ShouldBeEmpty();
        document!.DeniesUnmatched.ShouldBeTrue();
        document.Aliases.Select(a => $"{a.Name}: {string.Join(",", a.Targets)}").ShouldBe(["auto: small,fast", "fast: openai/small"]);
        var rule = document.Rules.ShouldHaveSingleItem();
        rule.When.Needs.ShouldBe(Capability.Tools | Capability.Vision);
        rule.When.InputTokens.ShouldBe(new TokenRange(10, 20));
        rule.When.BudgetUsed.ShouldBe(new BudgetUse(80, NextModel.Limits.BudgetPeriod.Month, NextModel.Limits.BudgetScope.Team));
        (rule.AllowsPreview, rule.MaxOutputTokens, rule.MaxTemperature, rule.AllowsCache).ShouldBe((false, 512, 0.7m, false));
        (rule.Models.Allows("large"), rule.Models.Allows("lesser"), rule.Models.Allows("middle")).ShouldBe((false, true, false));
        rule.Route!.Targets.ShouldBe([new PolicyTarget("auto"), new PolicyTarget("middle", 3)]);
        rule.Route.MaxPrice.ShouldBe(new PriceLimit("USD", 3, 15.5m));
        (rule.Route.Strategy, rule.Route.MaxLatencyP95, rule.Route.MinContext).ShouldBe((RouteStrategy.Weighted, TimeSpan.FromSeconds(2), 128_000));
    }

    [Fact]
    public void Read_AnchorsThatStandForMuch_EndsSoon()
    {
        var bomb = "policy: 1\nx: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"x{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));

        PolicyReader.Read(bomb, SamplePolicies.Names, []).ShouldBeNull();
    }

    [Fact]
    public void Read_TooLong_IsRefused()
    {
        var problems = new List<ConfigurationProblem>();

        PolicyReader.Read(new string(' ', PolicyDocument.MaxLength + 1), SamplePolicies.Names, problems).ShouldBeNull();

        problems.ShouldHaveSingleItem().Message.ShouldContain("a policy may have 262144");
    }
}
