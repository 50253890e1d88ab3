#pragma once
#include <curl/curl.h>

/* curl_easy_setopt(3) and curl_easy_getinfo(3) are variadic, which Swift cannot call: one wrapper per type. */

static inline CURLcode mp_curl_set_number(CURL *handle, CURLoption option, long value)
{ return curl_easy_setopt(handle, option, value); }

static inline CURLcode mp_curl_set_text(CURL *handle, CURLoption option, const char *value)
{ return curl_easy_setopt(handle, option, value); }

static inline CURLcode mp_curl_set_pointer(CURL *handle, CURLoption option, void *value)
{ return curl_easy_setopt(handle, option, value); }

static inline CURLcode mp_curl_set_sink(CURL *handle, CURLoption option, curl_write_callback value)
{ return curl_easy_setopt(handle, option, value); }

static inline CURLcode mp_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value)
{ return curl_easy_setopt(handle, option, value); }

static inline CURLcode mp_curl_get_number(CURL *handle, CURLINFO info, long *value)
{ return curl_easy_getinfo(handle, info, value); }

static inline CURLcode mp_curl_start(void)
{ return curl_global_init(CURL_GLOBAL_DEFAULT); }
