using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using NextModel.Configuration;
using NextModel.Web.Docs;
using NextModel.Web.Localization;

namespace NextModel.Web.Site;

/// <summary><c>/sitemap.xml</c>: every public page in every language (sitemaps.org protocol 0.9).</summary>
internal static class SiteMap
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static async Task SendAsync(HttpContext context, string publicUrl, GatewaySnapshot snapshot)
    {
        var text = new StringBuilder();
        await using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Async = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("urlset", Namespace);
            foreach (var path in PublicSite.Paths.Concat(Details(snapshot)))
            {
                xml.WriteStartElement("url", Namespace);
                xml.WriteElementString("loc", Namespace, publicUrl + path);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        context.Response.ContentType = "application/xml; charset=utf-8";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static IEnumerable<string> Details(GatewaySnapshot snapshot) => Locale.All.SelectMany(locale =>
        CatalogListing.Of(snapshot).Models.Select(model => locale.Link("/models/" + model.Model.Id))
            .Concat(DocLibrary.Slugs.Select(slug => locale.Link("/docs/" + slug))));
}
