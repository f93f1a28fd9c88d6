using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Gateway.Declaring;

/// <summary>Writes organizations as YAML that <c>apply</c> reads back without a change.</summary>
internal sealed class DeclarationWriter(
    TenancyDirectory directory, AccessDirectory access, LimitBook book, BudgetKeeper budgets, PolicyDeclarations policies, WebhookDeclarations webhooks,
    CreditDeclarations credits)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _yaml = new();
    private readonly LimitsWriter _limits = new(book, budgets, Quote);

    public string Write(IEnumerable<Organization> organizations)
    {
        _yaml.Append("organizations:\n");
        foreach (var organization in organizations)
        {
            Line(1, $"- name: {Quote(organization.Name)}");
            Line(2, $"currency: {organization.Currency}");
            WriteMembers(2, access.Members.Where(m => m.OrganizationId == organization.Id && m.TeamId is null));
            Lines(2, _limits.Budgets(organization.Id));
            Line(2, credits.Write(organization));
            Lines(2, webhooks.Write(organization, Quote));
            Lines(2, policies.Write(organization.Id, Quote));
            Line(2, "teams:");
            foreach (var team in directory.Teams.Where(t => t.OrganizationId == organization.Id && t.ArchivedAt is null)
                .OrderBy(t => t.Name, StringComparer.Ordinal))
            {
                WriteTeam(team);
            }
        }

        return _yaml.ToString();
    }

    private void WriteTeam(Team team)
    {
        Line(3, $"- name: {Quote(team.Name)}");
        WriteMembers(4, access.Members.Where(m => m.TeamId == team.Id));
        Lines(4, _limits.Budgets(team.Id));
        Lines(4, policies.Write(team.Id, Quote));
        var projects = directory.Projects.Where(p => p.TeamId == team.Id && p.ArchivedAt is null).OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        if (projects.Count == 0)
        {
            return;
        }

        Line(4, "projects:");
        foreach (var project in projects)
        {
            WriteProject(project);
        }
    }

    private void WriteProject(Project project)
    {
        var cache = project.Cache;
        Line(5, $"- name: {Quote(project.Name)}");
        Line(6, "cache:");
        Line(7, $"mode: {(cache.Enabled ? "exact" : "\"off\"")}");
        Line(7, string.Create(CultureInfo.InvariantCulture, $"time_to_live_seconds: {(long)cache.TimeToLive.TotalSeconds}"));
        Line(7, string.Create(CultureInfo.InvariantCulture, $"max_entry_bytes: {cache.MaxEntryBytes}"));
        Line(7, string.Create(CultureInfo.InvariantCulture, $"max_total_bytes: {cache.MaxTotalBytes}"));
        Line(7, $"ignored_metadata: [{string.Join(", ", cache.IgnoredMetadata.Select(Quote))}]");
        Lines(6, _limits.Budgets(project.Id));
        if (_limits.Rates(project.Id) is { } rates)
        {
            Line(6, rates);
        }

        Lines(6, policies.Write(project.Id, Quote));
        var keys = directory.Callers.Where(c => c.Project.Id == project.Id && c.Key.RevokedAt is null).Select(c => c.Key)
            .OrderBy(k => k.Name, StringComparer.Ordinal).ThenBy(k => k.Id, StringComparer.Ordinal).ToList();
        if (keys.Count == 0)
        {
            return;
        }

        Line(6, "keys:");
        foreach (var key in keys)
        {
            var expires = key.ExpiresAt is { } at ? at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : "never";
            Line(7, $"- name: {Quote(key.Name)}");
            Line(8, $"environment: {Quote(key.Environment)}");
            Line(8, $"workload: {Quote(key.Workload)}");
            Line(8, $"expires_at: {Quote(expires)}");
            Lines(8, _limits.Budgets(key.Id));
            if (_limits.Rates(key.Id) is { } ofKey)
            {
                Line(8, ofKey);
            }

            Lines(8, policies.Write(key.Id, Quote));
        }
    }

    private void WriteMembers(int depth, IEnumerable<Member> members)
    {
        var sorted = members.OrderBy(m => m.Email, StringComparer.Ordinal).ToList();
        if (sorted.Count == 0)
        {
            return;
        }

        Line(depth, "members:");
        foreach (var member in sorted)
        {
            Line(depth + 1, $"- {{ email: {Quote(member.Email)}, role: {member.Role.Wire()} }}");
        }
    }

    // A JSON string is a YAML string.
    private static string Quote(string text) => JsonSerializer.Serialize(text, Relaxed);

    private void Lines(int depth, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Line(depth, line);
        }
    }

    private void Line(int depth, string text) => _yaml.Append(' ', text.Length == 0 ? 0 : depth * 2).Append(text).Append('\n');
}
