//! How contacts are reached (CT-6, CT-7, CT-11): keys, further e-mails and phones, what is not to
//! be sent, and finding people by any of it.
mod keys;
