-- a language | language 2
CREATE TRUSTED PROCEDURAL LANGUAGE evil HANDLER f;
