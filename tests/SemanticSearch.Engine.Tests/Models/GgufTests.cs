using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

public sealed class GgufTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var bytes = Write();
        using var stream = new MemoryStream(bytes);
        var file = GgufReader.Read(stream);

        Assert.Equal("test", file.Get<string>("general.architecture"));
        Assert.Equal(7u, file.Get<uint>("test.count"));
        Assert.Equal(-1.5f, file.Get<float>("test.ratio"));
        Assert.True(file.Get<bool>("test.flag"));
        Assert.Equal(["a", "größe", ""], file.Get<string[]>("test.words"));
        Assert.Equal([1f, 2f], file.Get<float[]>("test.numbers"));
        var data = new byte[12];
        file.ReadData(stream, file.Tensor("second"), data);
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2], data);
        Assert.Equal([4L, 3L], file.Tensor("second").Shape);
    }

    [Fact]
    public void A_tensor_that_writes_itself_is_read_back_and_held_to_its_length()
    {
        var writer = new GgufWriter();
        writer.AddTensor("streamed", GgufTensorType.I8, [5], stream => stream.Write([1, 2, 3, 4, 5]));
        writer.AddTensor("after", GgufTensorType.I8, [1], new byte[] { 6 });
        using var stream = new MemoryStream();
        writer.Write(stream);
        var file = GgufReader.Read(stream);
        var data = new byte[5];
        file.ReadData(stream, file.Tensor("streamed"), data);
        Assert.Equal([1, 2, 3, 4, 5], data);
        file.ReadData(stream, file.Tensor("after"), data.AsSpan(..1));
        Assert.Equal(6, data[0]);

        writer.AddTensor("short", GgufTensorType.I8, [5], stream => stream.Write([1, 2, 3]));
        Assert.Contains("short", Assert.Throws<InvalidOperationException>(() => writer.Write(new MemoryStream())).Message);
    }

    [Fact]
    public void Every_truncation_is_refused_with_a_reason()
    {
        var bytes = Write();
        for (var length = 0; length < bytes.Length - PaddingAtEnd; length++)
        {
            using var stream = new MemoryStream(bytes[..length]);
            var error = Assert.Throws<ModelFormatException>(() => GgufReader.Read(stream));
            Assert.NotEmpty(error.Message);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_read_or_refused_and_never_worse()
    {
        var bytes = Write();
        var refused = 0;
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (!ReadsWhole(damaged)) refused++;
        }

        Assert.True(refused > bytes.Length, $"only {refused} of {bytes.Length * 8} damaged files were refused");
    }

    [Fact]
    public void Random_bytes_behind_a_good_start_are_read_or_refused_and_never_worse()
    {
        var random = new Random(5);
        var bytes = Write();
        for (var round = 0; round < 5_000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            var start = random.Next(4, damaged.Length);
            random.NextBytes(damaged.AsSpan(start, Math.Min(random.Next(1, 9), damaged.Length - start)));
            ReadsWhole(damaged);
        }
    }

    [Theory]
    [InlineData("version")]
    [InlineData("magic")]
    public void Another_format_is_named_in_the_message(string what)
    {
        var bytes = Write();
        bytes[what == "magic" ? 0 : 4] = 99;
        using var stream = new MemoryStream(bytes);
        Assert.Contains(
            what == "magic" ? "GGUF" : "version 99", Assert.Throws<ModelFormatException>(() => GgufReader.Read(stream)).Message);
    }

    [Fact]
    public void A_missing_key_and_a_key_of_another_type_are_named()
    {
        using var stream = new MemoryStream(Write());
        var file = GgufReader.Read(stream);
        Assert.Contains("test.none", Assert.Throws<ModelFormatException>(() => file.Get<string>("test.none")).Message);
        Assert.Contains("test.count", Assert.Throws<ModelFormatException>(() => file.Get<string>("test.count")).Message);
        Assert.Contains("third", Assert.Throws<ModelFormatException>(() => file.Tensor("third")).Message);
    }

    private const int PaddingAtEnd = 20; // 12 bytes of the last tensor, aligned to 32

    private static bool ReadsWhole(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        try
        {
            var file = GgufReader.Read(stream);
            foreach (var tensor in file.Tensors) file.ReadData(stream, tensor, new byte[tensor.ByteLength]);
            return true;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }

    private static byte[] Write()
    {
        var writer = new GgufWriter();
        writer.Add("general.architecture", "test");
        writer.Add("test.count", 7u);
        writer.Add("test.ratio", -1.5f);
        writer.Add("test.flag", true);
        writer.Add("test.words", new[] { "a", "größe", "" });
        writer.Add("test.numbers", new[] { 1f, 2f });
        writer.AddTensor("first", GgufTensorType.F32, [2], new byte[] { 0, 0, 128, 63, 0, 0, 0, 64 });
        writer.AddTensor("second", GgufTensorType.I8, [4, 3], new byte[] { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2 });
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
