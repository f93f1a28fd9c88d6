using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>GET /api/admin/v1/audit</c>, newest first, and its export as JSON lines, oldest first.</summary>
internal sealed class AuditEndpoints(AuditTrail trail, AdminObjects objects)
{
    private const int ExportPage = 1000;
    private static readonly string[] Filters = ["organization", "action", "target", "actor", "from", "to"];

    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/audit", ListAsync);
        routes.MapGet("/api/admin/v1/audit/export", call => ValueTask.FromResult(Export(call)));
    }

    private async ValueTask<Result<AdminAnswer>> ListAsync(AdminCall call)
    {
        if (!call.Paging(Filters).TryGet(out var paging, out var refusal) || !Read(call.By, paging).TryGet(out var query, out refusal))
        {
            return refusal;
        }

        var entries = await trail.ListAsync(query with { Limit = paging.Limit + 1 }, call.Gone);
        var more = entries.Count > paging.Limit;
        var page = entries.Take(paging.Limit).ToList();
        var next = more ? string.Create(CultureInfo.InvariantCulture, $"\"{page[^1].Sequence}\"") : "null";
        return AdminAnswer.Json(Encoding.UTF8.GetBytes(
            $"{{\"data\":[{string.Join(',', page.Select(e => e.Text))}],\"has_more\":{(more ? "true" : "false")},\"next\":{next}}}"));
    }

    private Result<AdminAnswer> Export(AdminCall call)
    {
        if (!call.Paging(Filters).TryGet(out var paging, out var refusal) || !Read(call.By, paging).TryGet(out var query, out refusal))
        {
            return refusal;
        }

        return new AdminAnswer(StatusCodes.Status200OK, null)
        {
            WriteAsync = async context =>
            {
                context.Response.ContentType = "application/jsonl";
                await foreach (var entry in trail.ExportAsync(query with { Limit = ExportPage }, context.RequestAborted))
                {
                    await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(entry.Text + "\n"), context.RequestAborted);
                }
            },
        };
    }

    // Who is not an operator reads the trail of their own organization, whatever they ask for.
    private Result<AuditQuery> Read(Administrator by, AdminPaging paging)
    {
        var query = new AuditQuery(paging.Limit)
        {
            Organization = by.OrganizationId,
            Action = paging["action"],
            Target = paging["target"],
            Actor = paging["actor"],
        };
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(by, wanted).TryGet(out var organization, out var missing))
            {
                return missing;
            }

            query = query with { Organization = organization.Id };
        }

        if (paging.After is { } after)
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                return AdminPaging.Bad("after", "is not the next of an earlier page.");
            }

            query = query with { After = sequence };
        }

        foreach (var name in new[] { "from", "to" })
        {
            if (paging[name] is not { } text)
            {
                continue;
            }

            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                return AdminPaging.Bad(name, $"'{Header.Show(text)}' is not a time such as 2026-11-22T00:00:00Z.");
            }

            query = name == "from" ? query with { From = at } : query with { To = at };
        }

        return query;
    }
}
