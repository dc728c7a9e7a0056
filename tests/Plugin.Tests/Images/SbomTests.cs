using System.Text.Json;
using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Images;

/// <summary>SBOMs and labels of the images.</summary>
public sealed class SbomTests
{
    private static readonly string Script = Repository.At("deploy/images/sbom.sh");

    [Theory]
    [InlineData("agent", "k8smirror-agent", "OpenTelemetry.Extensions.Hosting", "elfutils")]
    [InlineData("operator", "k8smirror-operator", "KubernetesClient.Aot", null)]
    [InlineData("plugin", "kubectl-mirror", "KubernetesClient.Aot", null)]
    public void A_bill_lists_packages_with_versions_hashes_and_licences_from_which_notices_are_made(string program, string name, string package, string? linked)
    {
        var text = Command.Run(Script, program, "1.2.3");
        var bill = JsonDocument.Parse(text).RootElement;

        Assert.Equal(("CycloneDX", "1.5"), (bill.GetProperty("bomFormat").GetString(), bill.GetProperty("specVersion").GetString()));
        Assert.Equal((name, "1.2.3"), (Of(bill.GetProperty("metadata").GetProperty("component"), "name"), Of(bill.GetProperty("metadata").GetProperty("component"), "version")));
        var components = bill.GetProperty("components").EnumerateArray().ToList();
        var found = Assert.Single(components, c => Of(c, "name") == package);
        Assert.Equal(Version(package), Of(found, "version"));
        Assert.Equal($"pkg:nuget/{package}@{Version(package)}", Of(found, "purl"));
        Assert.Matches("^[0-9A-F]{128}$", Of(found.GetProperty("hashes")[0], "content"));
        Assert.True(linked is null || components.Exists(c => Of(c, "name") == linked && Of(c, "purl").StartsWith("pkg:deb/", StringComparison.Ordinal)));
        Assert.Equal(components.Count, components.Select(c => Of(c, "purl")).Distinct().Count());
        Assert.All(components, c => Assert.NotEqual(0, c.GetProperty("licenses").GetArrayLength()));

        using var folder = new TempDir();
        File.WriteAllText(folder.At("bill.json"), text);
        var notices = Command.Run(Repository.At("deploy/images/third-party.sh"), folder.At("bill.json"));
        Assert.Contains($"{name} 1.2.3 is made of this repository, and of:", notices, StringComparison.Ordinal);
        Assert.Contains($"\n{package} {Version(package)}\n  Apache-2.0\n", notices, StringComparison.Ordinal);
        Assert.Contains("Permission is hereby granted, free of charge", notices, StringComparison.Ordinal);
        Assert.Equal(linked is not null, notices.Contains("GNU LESSER GENERAL PUBLIC LICENSE", StringComparison.Ordinal));
        Assert.Equal(linked is not null, notices.Contains("\nelfutils ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bill_is_the_same_each_time() => Assert.Equal(Command.Run(Script, "plugin", "1.2.3"), Command.Run(Script, "plugin", "1.2.3"));

    [Fact]
    public void The_base_images_packages_can_be_added()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("bill.json"), Command.Run(Script, "operator", "1"));
        File.WriteAllText(folder.At("status"), "Package: libssl3\nStatus: install ok installed\nVersion: 3.0.17-1~deb12u2\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n");

        var bill = JsonDocument.Parse(Command.Run(Script, "--with-base", folder.At("bill.json"), folder.At("status"))).RootElement;

        var last = bill.GetProperty("components").EnumerateArray().Last();
        Assert.Equal("libssl3", Of(last, "name"));
        Assert.EndsWith("libssl3@3.0.17-1~deb12u2", Of(last, "purl"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("operator")]
    public void An_image_has_the_labels_and_the_bill_and_its_builder_gives_every_argument(string program)
    {
        var file = File.ReadAllText(Repository.At("deploy/images", $"{program}.Dockerfile"));
        var builder = File.ReadAllText(Repository.At("deploy/images/build.sh"));

        Assert.All(
            (string[])["title", "description", "version", "revision", "source", "licenses", "vendor", "base.name"],
            l => Assert.Contains($"org.opencontainers.image.{l}=\"", file, StringComparison.Ordinal));
        Assert.Contains($"/usr/share/sbom/k8smirror-{program}.cdx.json", file, StringComparison.Ordinal);
        Assert.Contains($"/usr/share/doc/k8smirror-{program}/copyright", file, StringComparison.Ordinal);
        Assert.Contains("linux/amd64,linux/arm64", file, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(file, "^ARG ([A-Z]+_?[A-Z]*)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Distinct(),
            a => Assert.Contains($"\"{a}=", builder, StringComparison.Ordinal));
    }

    private static string Of(JsonElement item, string field) => item.GetProperty(field).GetString()!;

    private static string Version(string package) =>
        Regex.Match(File.ReadAllText(Repository.At("Directory.Packages.props")), $"Include=\"{Regex.Escape(package)}\" Version=\"([^\"]+)\"").Groups[1].Value;
}
