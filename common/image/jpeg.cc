#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// Needs <cstdio>.
#include <jpeglib.h>

#include <utility>

#include "common/image/pixels.h"
#include "common/status/status.h"

namespace probity::image {
namespace {

constexpr int kQuality = 85;
constexpr int kMostScans = 64;  // a progressive file can ask for any number of passes

// The library reports an error by a jump; between setjmp and the jump no object is made whose
// destructor would be skipped.
struct Trap {
  jpeg_error_mgr manager{};
  std::jmp_buf escape;
};

[[noreturn]] void Escape(j_common_ptr common) {
  std::longjmp(reinterpret_cast<Trap*>(common->err)->escape, 1);
}

void Keep(j_common_ptr) {}

// Warnings mean that pixels were guessed: such a file is refused.
void Warn(j_common_ptr common, int level) {
  if (level < 0) Escape(common);
}

void Set(Trap* trap) {
  jpeg_std_error(&trap->manager);
  trap->manager.error_exit = &Escape;
  trap->manager.output_message = &Keep;
  trap->manager.emit_message = &Warn;
}

struct Decoder {
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
  Trap trap;
  ~Decoder() { jpeg_destroy_decompress(&info); }
};

bool ReadHeader(Decoder* decoder, std::string_view file) {
  if (setjmp(decoder->trap.escape) != 0) return false;
  jpeg_mem_src(&decoder->info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  return jpeg_read_header(&decoder->info, TRUE) == JPEG_HEADER_OK;
}

void CountScans(j_common_ptr common) {
  const auto* info = reinterpret_cast<j_decompress_ptr>(common);
  if (info->input_scan_number > kMostScans) Escape(common);
}

bool ReadRows(Decoder* decoder, Pixels* pixels) {
  if (setjmp(decoder->trap.escape) != 0) return false;
  decoder->progress.progress_monitor = &CountScans;
  decoder->info.progress = &decoder->progress;
  jpeg_start_decompress(&decoder->info);
  while (decoder->info.output_scanline < decoder->info.output_height) {
    unsigned char* row = pixels->bytes.data() + decoder->info.output_scanline * pixels->RowBytes();
    jpeg_read_scanlines(&decoder->info, &row, 1);
  }
  jpeg_finish_decompress(&decoder->info);
  return true;
}

struct Encoder {
  jpeg_compress_struct info{};
  Trap trap;
  unsigned char* made = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): the library's type
  ~Encoder() {
    jpeg_destroy_compress(&info);
    std::free(made);
  }
};

bool WriteAll(Encoder* encoder, const Pixels& pixels) {
  if (setjmp(encoder->trap.escape) != 0) return false;
  jpeg_compress_struct& info = encoder->info;
  jpeg_mem_dest(&info, &encoder->made, &encoder->size);
  info.image_width = static_cast<JDIMENSION>(pixels.width);
  info.image_height = static_cast<JDIMENSION>(pixels.height);
  info.input_components = pixels.samples;
  info.in_color_space = pixels.samples == 3 ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kQuality, TRUE);
  info.write_JFIF_header = FALSE;  // an APP0 segment
  info.write_Adobe_marker = FALSE;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    unsigned char* row =
        const_cast<unsigned char*>(pixels.bytes.data()) + info.next_scanline * pixels.RowBytes();
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

absl::StatusOr<Pixels> DecodeJpeg(std::string_view file) {
  Decoder decoder;
  Set(&decoder.trap);
  decoder.info.err = &decoder.trap.manager;
  jpeg_create_decompress(&decoder.info);
  if (!ReadHeader(&decoder, file)) return Refused("is no readable JPEG");
  PROBITY_RETURN_IF_ERROR(CheckSize(decoder.info.image_width, decoder.info.image_height));
  const bool grey = decoder.info.jpeg_color_space == JCS_GRAYSCALE;
  const bool known = grey || decoder.info.jpeg_color_space == JCS_YCbCr ||
                     decoder.info.jpeg_color_space == JCS_RGB;
  if (!known) return Refused("is a JPEG of four colours; save it as RGB");
  decoder.info.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  Pixels pixels;
  pixels.width = static_cast<std::int32_t>(decoder.info.image_width);
  pixels.height = static_cast<std::int32_t>(decoder.info.image_height);
  pixels.samples = grey ? 1 : 3;
  pixels.bytes.resize(pixels.RowBytes() * static_cast<std::size_t>(pixels.height));
  if (!ReadRows(&decoder, &pixels)) return Refused("is a broken JPEG");
  return pixels;
}

absl::StatusOr<std::string> EncodeJpeg(const Pixels& pixels) {
  Encoder encoder;
  Set(&encoder.trap);
  encoder.info.err = &encoder.trap.manager;
  jpeg_create_compress(&encoder.info);
  if (!WriteAll(&encoder, pixels)) return absl::InternalError("an image cannot be encoded as JPEG");
  return std::string(reinterpret_cast<const char*>(encoder.made), encoder.size);
}

}  // namespace probity::image
