using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Credits;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/credits</c>: prepaid credit, one per organization, found by the organization's id or name.</summary>
internal sealed class CreditsEndpoints(CreditOperations operations, TenancyDirectory directory, AdminObjects objects, CreditBook book)
{
    private const string Root = "/api/admin/v1/credits";
    private const int ExportPage = 1000;
    private static readonly string[] Filters = ["kind", "external_id", "from", "to"];
    private static readonly CreditsJsonContext Json = CreditsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Root, List);
        routes.MapGet(Root + "/{id}", call => ValueTask.FromResult(Answer(operations.Find(call.By, call.Id))));
        routes.MapPatch(Root + "/{id}", EnforceAsync);
        routes.MapGet(Root + "/{id}/transfers", ListTransfersAsync);
        routes.MapPost(Root + "/{id}/transfers", PostAsync);
        routes.MapGet(Root + "/{id}/export", call => ValueTask.FromResult(Export(call)));
    }

    private ValueTask<Result<AdminAnswer>> List(AdminCall call) => ValueTask.FromResult<Result<AdminAnswer>>(
        call.Paging().TryGet(out var paging, out var refusal)
            ? AdminAnswer.Of(
                paging.Take(directory.Organizations.Where(o => call.By.Sees(o.Id, null)), o => o.Id, o => CreditView.Of(book.StateOf(o))), Json.PageCreditView)
            : refusal);

    private async ValueTask<Result<AdminAnswer>> EnforceAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.CreditSettingRequest)).TryGet(out var request, out var refusal))
        {
            return refusal;
        }

        return call.ReadVersion(out var version) is { } unconditional
            ? unconditional
            : Answer(await operations.EnforceAsync(call.By, call.Id, version, request, call.Gone));
    }

    private async ValueTask<Result<AdminAnswer>> PostAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.CreditRequest)).TryGet(out var request, out var refusal))
        {
            return refusal;
        }

        return (await operations.PostAsync(call.By, call.Id, request, call.Gone)).TryGet(out var posted, out refusal)
            ? AdminAnswer.Of(posted, Json.CreditTransferView, status: StatusCodes.Status201Created)
            : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> ListTransfersAsync(AdminCall call)
    {
        if (!Read(call).TryGet(out var query, out var refusal) || !(await operations.ListAsync(query, call.Gone)).TryGet(out var page, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(page, Json.PageCreditTransferView);
    }

    private Result<AdminAnswer> Export(AdminCall call)
    {
        if (!Read(call).TryGet(out var query, out var refusal))
        {
            return refusal;
        }

        return new AdminAnswer(StatusCodes.Status200OK, null)
        {
            WriteAsync = async context =>
            {
                context.Response.ContentType = "application/jsonl";
                var next = query with { Limit = ExportPage, OldestFirst = true };
                while (await book.ListAsync(next, context.RequestAborted) is { Count: > 0 } page)
                {
                    foreach (var posted in page)
                    {
                        await context.Response.Body.WriteAsync(
                            JsonSerializer.SerializeToUtf8Bytes(CreditTransferView.Of(posted), Json.CreditTransferView), context.RequestAborted);
                        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
                    }

                    next = next with { After = page[^1].Position };
                }
            },
        };
    }

    private Result<CreditQuery> Read(AdminCall call)
    {
        if (!objects.FindOrganization(call.By, call.Id).TryGet(out var organization, out var refusal)
            || !call.Paging(Filters).TryGet(out var paging, out refusal))
        {
            return refusal;
        }

        var query = new CreditQuery(organization.Id, paging.Limit) { ExternalId = paging["external_id"] };
        if (paging["kind"] is { } word)
        {
            if (CreditTransferKindNames.Parse(word) is not { } kind)
            {
                return AdminPaging.Bad("kind", $"'{Header.Show(word)}' is no kind of transfer.");
            }

            query = query with { Kind = kind };
        }

        if (paging.After is { } after)
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return AdminPaging.Bad("after", "is not the next of an earlier page.");
            }

            query = query with { After = position };
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

    private static Result<AdminAnswer> Answer(Result<CreditState> result) => result.TryGet(out var state, out var refusal)
        ? AdminAnswer.Of(CreditView.Of(state), Json.CreditView, state.Version)
        : refusal;
}
