using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Programs;

public sealed class BpfObjectTests
{
    private static readonly byte[] Packet = new byte[64];

    [KernelFact]
    public void A_global_set_before_loading_is_what_the_program_reads()
    {
        using var loaded = ProbeObject.Load(o => o.SetGlobal("slot", 1u));
        using var program = loaded.Program("count_next");
        using var tallies = loaded.PerCpuMap<uint, TallyValue>("tallies");

        var result = program.TestRun(Packet, repeat: 5);

        Assert.Equal(uint.MaxValue, result.ReturnValue);
        Assert.Equal(5ul, tallies.Sum(1, TallyValue.Add).Frames);
        Assert.Equal(5u * 64, tallies.Sum(1, TallyValue.Add).Bytes);
        Assert.Equal(0ul, tallies.Sum(0, TallyValue.Add).Frames);
    }

    [KernelFact]
    public void Unknown_names_say_what_there_is()
    {
        using var loaded = ProbeObject.Load();
        Assert.Contains("tallies", Assert.Throws<ArgumentException>(() => loaded.Map("nope")).Message, StringComparison.Ordinal);
        Assert.Contains("count_next", Assert.Throws<ArgumentException>(() => loaded.Program("nope")).Message, StringComparison.Ordinal);
        using var fresh = ProbeObject.Open();
        Assert.Throws<ArgumentException>(() => fresh.SetGlobal("nope", 1u));
        Assert.Throws<ArgumentException>(() => fresh.SetGlobal("slot", 1ul));
    }

    [KernelFact]
    public void The_number_of_entries_can_be_set_and_an_existing_map_be_used()
    {
        using var first = ProbeObject.Load(o => o.SetMaxEntries("hash", 3));
        using var hash = first.Map<uint, TallyValue>("hash");
        Assert.Equal(3, hash.Shape.MaxEntries);

        using var second = ProbeObject.Load(o => o.ReuseMap("hash", hash.Raw));
        using var same = second.Map("hash");
        Assert.Equal(hash.Shape.Id, same.Shape.Id);
    }

    [KernelFact]
    public void A_refused_program_brings_the_verifiers_words()
    {
        using var opened = ProbeObject.Open();
        foreach (var name in opened.ProgramNames().Where(n => n != "broken"))
        {
            opened.LeaveOut(name);
        }
        opened.Include("broken");

        var refusal = Assert.Throws<BpfLoadException>(opened.Load);

        Assert.Equal(Errno.EACCES, refusal.Errno);
        Assert.Contains("invalid access to packet", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rubbish_is_refused()
    {
        Assert.Throws<BpfLoadException>(() => BpfObject.Open("no ELF"u8, "rubbish").Dispose());
    }

    [KernelFact]
    public void Maps_and_programs_outlive_the_object_they_came_from()
    {
        var loaded = ProbeObject.Load();
        using var program = loaded.Program("count_next");
        using var data = loaded.Map(".bss");
        loaded.Dispose();

        program.TestRun(Packet, repeat: 3);

        var value = new byte[data.Shape.ValueSize];
        Assert.True(data.TryLookup(new byte[4], value));
        Assert.Equal(3ul, BitConverter.ToUInt64(value));
    }
}
